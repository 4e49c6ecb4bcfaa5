package dev.handfast.pki.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of hosts, and where they stand in mail addresses and URIs: each rule at its edge. */
@Tag("unit")
class HostSyntaxTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "a-b", "a_b", "_a", "a.b", "a1.b2.c3", "xn--a", "1.2.3.4"})
    void hosts(String name) {
        assertTrue(HostSyntax.isHost(name));
        assertTrue(HostSyntax.isPattern(name));
        assertTrue(HostSyntax.isPattern("*." + name));
        assertTrue(HostSyntax.isWildcard("*." + name));
        assertFalse(HostSyntax.isWildcard(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a-.b", "*", "*.", "*.*.a", "a.*", "f*.a",
        "a b", "a@b", "a[", "a`", "a{", "a/", "a:", "a,", "a^", "\u00e4", "\u212a"})
    void noHosts(String name) {
        assertFalse(HostSyntax.isHost(name), name);
        assertFalse(HostSyntax.isPattern("*." + name), name);
    }

    /** RFC 1034 section 3.1: 63 octets a label, 253 as text. */
    @Test
    void hostsAreSoLongAtMost() {
        String label = "a".repeat(63);
        assertTrue(HostSyntax.isHost(label + ".b"));
        assertFalse(HostSyntax.isHost(label + "a.b"));
        String name = (label + ".").repeat(3) + "a".repeat(61);
        assertEquals(253, name.length());
        assertTrue(HostSyntax.isHost(name));
        assertFalse(HostSyntax.isHost(name + "a"));
    }

    @Test
    void lowerCaseIsAsciis() {
        assertEquals("@[`{az09\u0130\u212a", HostSyntax.lower("@[`{AZ09\u0130\u212a"));
    }

    /** RFC 3696 section 2: no top-level domain is a number. */
    @Test
    void addressesAreToldByTheirLastLabel() {
        for (String address : List.of("1.2.3.4", "0", "9", "a.0x7f", "0X", "x.0xfF")) {
            assertTrue(HostSyntax.looksLikeAddress(address), address);
        }
        for (String name : List.of("a", "1.a", "0xg", "1a", "a.", "", "4.x0", "/", ":")) {
            assertFalse(HostSyntax.looksLikeAddress(name), name);
        }
    }

    /** RFC 5321 section 4.1.2: {@code Local-part "@" Domain}. */
    @Test
    void mailboxes() {
        assertEquals(new Mailbox("A.b", "example.com"), Mailbox.parse("A.b@Example.COM"));
        assertEquals(new Mailbox("a".repeat(64), "b"), Mailbox.parse("a".repeat(64) + "@b"));
        for (String local : List.of("!", "~", "\u0080", "a+b", "\"\"", "\" @..\"", "\"\\\"\"", "\"\\\\\"", "\"~\"")) {
            assertEquals(new Mailbox(local, "b"), Mailbox.parse(local + "@b"));
        }
        for (String none : List.of("", "@", "a", "@b", "a@", "a@b.", "a@-b", "a".repeat(65) + "@b", ".a@b", "a.@b",
                "a..b@c", "a b@c", "a\u007f@b", "a\u001f@b", "(@b", ")@b", "<@b", ">@b", "[@b", "]@b", ":@b", ";@b",
                "a@b@c", "\\@b", ",@b", "\"@b", "a\"b@c", "\"a\"b\"@c", "\"a\\\"@b", "\"\u001f\"@b", "\"\u007f\"@b",
                "\"\\\u007f\"@b", "\"\\\u001f\"@b", "\"a@b", "a\"@b")) {
            assertNull(Mailbox.parse(none), none);
        }
    }

    /** RFC 5280 section 4.2.1.10: one mailbox, all on a host, or all below a domain. */
    @Test
    void subtreesOfMailboxes() {
        Mailbox mailbox = new Mailbox("me", "www.example.com");
        for (String covering : List.of("", "me@WWW.example.com", "WWW.example.com", ".example.com", ".Com")) {
            assertTrue(Mailbox.Subtree.of(covering).covers(mailbox), covering);
        }
        for (String other : List.of("Me@www.example.com", "me@example.com", "example.com", ".www.example.com",
                ".ample.com", "com")) {
            assertFalse(Mailbox.Subtree.of(other).covers(mailbox), other);
        }
        for (String malformed : List.of("@", "@a", "a@", ".", "..a", "a.", "a b", "*.a")) {
            assertNull(Mailbox.Subtree.of(malformed), malformed);
        }
    }

    @Test
    void hostsOfUris() {
        for (String uri : List.of("s://Www.a.B", "s://www.a.b/", "s://www.a.b?x", "s://www.a.b#x", "s://www.a.b\\x",
                "s://u:p@www.a.b:0/", "s://u@v@www.a.b:99", "s://www.a.b:", "s://www.a.b/@c", "s://www.a.b?@c:x")) {
            assertEquals("www.a.b", UriHost.of(uri), uri);
        }
        for (String none : List.of("", ":", "://a", "a", "s:a", "s:/a", "s://", "s:///a", "s://a:x", "s://a:1x",
                "s://a:;", "s://1.2.3.4", "s://0x7f", "s://[::1]", "s://a b", "s://a.", "s://@", "s://a:1:2",
                "s://a:-1")) {
            assertNull(UriHost.of(none), none);
        }
    }

    @Test
    void subtreesOfUris() {
        for (String base : List.of("", "a", "a.b", ".a", ".a.b")) {
            assertTrue(UriHost.isBase(base), base);
        }
        for (String none : List.of(".", "..a", "a.", "a b")) {
            assertFalse(UriHost.isBase(none), none);
        }
        assertTrue(UriHost.covers("", "a.b"));
        assertTrue(UriHost.covers("a.b", "a.b"));
        assertTrue(UriHost.covers(".b", "a.b"));
        assertFalse(UriHost.covers("b", "a.b"));
        assertFalse(UriHost.covers(".a.b", "a.b"));
    }
}
