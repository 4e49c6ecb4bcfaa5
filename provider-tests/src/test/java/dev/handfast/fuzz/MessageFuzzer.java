package dev.handfast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handfast.message.Lossless;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.ext.ExtensionContext;
import org.junit.jupiter.api.Tag;
import java.util.Arrays;

/** Any bytes as a handshake message, and as a block of extensions: refused with an alert, or read without loss. */
@Tag("fuzz")
class MessageFuzzer {

    /** The first byte picks the dialect, the rest is the message with its header. */
    @FuzzTest(maxDuration = "1m")
    void message(byte[] data) {
        if (data.length > 0) {
            MessageVersion[] dialects = MessageVersion.values();
            Lossless.message(Arrays.copyOfRange(data, 1, data.length), dialects[(data[0] & 0xff) % dialects.length]);
        }
    }

    /** The first byte picks the message, the rest is the block with its length. */
    @FuzzTest(maxDuration = "1m")
    void extensions(byte[] data) {
        if (data.length > 0) {
            ExtensionContext[] contexts = ExtensionContext.values();
            Lossless.block(Arrays.copyOfRange(data, 1, data.length), contexts[(data[0] & 0xff) % contexts.length]);
        }
    }
}
