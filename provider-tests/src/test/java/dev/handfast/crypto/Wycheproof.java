package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Runs the files of Project Wycheproof that the property {@code handfast.suites} leads to. */
public final class Wycheproof {

    /** One test: what it is called, its group's members and its own. */
    public record Case(String name, Map<String, Object> group, Map<String, Object> test) {

        /** Whether the result must be {@code valid}, {@code invalid}, or may be either ({@code acceptable}). */
        public String result() {
            return (String) test.get("result");
        }

        public boolean isValid() {
            return "valid".equals(result());
        }

        public boolean isInvalid() {
            return "invalid".equals(result());
        }

        /** A member in hex, as bytes. */
        public byte[] bytes(String member) {
            return HexFormat.of().parseHex((String) test.get(member));
        }

        public boolean has(String flag) {
            return test.get("flags") instanceof List<?> flags && flags.contains(flag);
        }

        public String of(String groupMember) {
            return String.valueOf(group.get(groupMember));
        }

        /** A member of the group in hex, as bytes. */
        public byte[] bytesOf(String groupMember) {
            return HexFormat.of().parseHex(of(groupMember));
        }
    }

    /** What is done with one case: whether the case was used, and an exception if it went wrong. */
    @FunctionalInterface
    public interface Check {
        boolean run(Case test) throws Exception;
    }

    private Wycheproof() {
    }

    /** Runs all cases of a file and fails with a list of those that went wrong, or if fewer than {@code least} ran. */
    public static void run(String file, int least, Check check) {
        int ran = 0;
        List<String> wrong = new ArrayList<>();
        for (Case test : cases(file)) {
            try {
                ran += check.run(test) ? 1 : 0;
            } catch (Exception | AssertionError thrown) {
                wrong.add(test.name + " " + test.test.get("comment") + " " + test.test.get("flags") + ": " + thrown);
            }
        }
        if (!wrong.isEmpty()) {
            fail(wrong.size() + " of " + file + " went wrong:\n" + String.join("\n", wrong));
        }
        assertTrue(ran >= least, "only " + ran + " cases of " + file + " ran");
    }

    @SuppressWarnings("unchecked")
    private static List<Case> cases(String file) {
        List<Case> cases = new ArrayList<>();
        Map<String, Object> root = (Map<String, Object>) Json.parse(text(file));
        for (Object group : (List<Object>) root.get("testGroups")) {
            Map<String, Object> members = (Map<String, Object>) group;
            for (Object test : (List<Object>) members.get("tests")) {
                Map<String, Object> own = (Map<String, Object>) test;
                cases.add(new Case(file + "#" + own.get("tcId"), members, own));
            }
        }
        return cases;
    }

    private static String text(String file) {
        Path path = Path.of(System.getProperty("handfast.suites", "absent"), "wycheproof", file + ".json.gz");
        if (!Files.exists(path)) {
            if ("true".equals(System.getenv("CI"))) {
                fail(path + " is absent, and CI may not skip it");
            }
            Assumptions.abort(path + " is absent; set -Dhandfast.suites");
        }
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(path))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(path.toString(), unreadable);
        }
    }
}
