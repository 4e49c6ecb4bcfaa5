package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A side that may make no new session resumes one, or refuses ({@code setEnableSessionCreation(false)}). */
@Tag("unit")
class NoNewSessionsTest {

    @ParameterizedTest
    @ValueSource(ints = {0x0303, 0x0304})
    void serversResumeOrRefuse(int version) {
        TestSessions sessions = new TestSessions();
        sessions.mayCreate = false;
        Dialogue refused = new Dialogue(client(version), sessions.server(TestSettings.server()), Tamper.NONE).run();
        assertEquals(Fault.SESSION_NOT_RESUMED, refused.fault().fault());
        sessions.mayCreate = true;
        assertNull(new Dialogue(sessions.client(client(version)), sessions.server(TestSettings.server()), Tamper.NONE)
                .run().fault());
        TestSettings client = sessions.client(client(version));
        sessions.mayCreate = false;
        Dialogue resumed = new Dialogue(client, sessions.server(TestSettings.server()), Tamper.NONE).run();
        assertNull(resumed.fault());
        assertTrue(resumed.serverSession().resumed());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0303, 0x0304})
    void clientsResumeOrRefuse(int version) {
        TestSessions sessions = new TestSessions();
        assertNull(new Dialogue(sessions.client(client(version)), sessions.server(TestSettings.server()), Tamper.NONE)
                .run().fault());
        TestSettings server = sessions.server(TestSettings.server());
        sessions.mayCreate = false;
        Dialogue resumed = new Dialogue(sessions.client(client(version)), server, Tamper.NONE).run();
        assertNull(resumed.fault());
        assertTrue(resumed.clientSession().resumed());
        TestSessions others = new TestSessions();
        Dialogue refused = new Dialogue(sessions.client(client(version)), others.server(TestSettings.server()),
                Tamper.NONE).run();
        assertEquals(Fault.SESSION_NOT_RESUMED, refused.fault().fault());
    }

    private static TestSettings client(int version) {
        TestSettings client = TestSettings.client();
        client.versions = List.of(ProtocolVersion.of(version));
        return client;
    }
}
