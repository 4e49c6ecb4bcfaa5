package dev.handfast.jsse.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Textual encodings (RFC 7468), whatever their labels; text around them is passed over. */
final class PemBlocks {

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private PemBlocks() {
    }

    /**
     * What stands between the lines, in the order of the file; empty if there is none.
     *
     * @param most how many are read
     * @throws IOException if one is cut off or no base64, or there are more
     */
    static List<byte[]> decode(byte[] file, int most) throws IOException {
        List<byte[]> blocks = new ArrayList<>();
        String text = new String(file, StandardCharsets.ISO_8859_1);
        for (int begin = text.indexOf(BEGIN); begin >= 0;) {
            int label = text.indexOf(DASHES, begin + BEGIN.length());
            int end = label < 0 ? -1 : text.indexOf(END, label);
            if (end < 0) {
                throw new IOException("it is cut off: a block of PEM does not end");
            }
            if (blocks.size() == most) {
                throw new IOException("it holds more than " + most + " blocks of PEM");
            }
            int start = label + DASHES.length();
            try {
                ByteBuffer decoded = Base64.getMimeDecoder().decode(ByteBuffer.wrap(file, start, end - start));
                byte[] block = new byte[decoded.remaining()];
                decoded.get(block);
                blocks.add(block);
            } catch (IllegalArgumentException e) {
                throw new IOException("it has a block of PEM that is no base64", e);
            }
            begin = text.indexOf(BEGIN, end);
        }
        return blocks;
    }
}
