package dev.handfast.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Properties;

/** Named values in hex from a properties file among the test resources. */
public final class Vectors {

    private final Properties values = new Properties();

    /** Reads {@code vectors/<name>.properties}. */
    public Vectors(String name) {
        try (InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name + ".properties")) {
            values.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a value that must be there. */
    public byte[] get(String name) {
        String value = values.getProperty(name);
        if (value == null) {
            throw new AssertionError("no vector " + name);
        }
        return HexFormat.of().parseHex(value.replace(" ", ""));
    }
}
