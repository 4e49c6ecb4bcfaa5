package dev.handfast.tool;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Properties;

/** The file that the property {@code java.security.properties} names, read as the JDK reads it. */
final class SecurityFile {

    static final String PROPERTY = "java.security.properties";

    private final String value;
    private final Properties properties = new Properties();
    private @Nullable String objection;

    private SecurityFile(String value) {
        this.value = value;
    }

    /** The file of this JVM, or null if no option names one. */
    static @Nullable SecurityFile ofThisJvm() {
        String option = System.getProperty(PROPERTY);
        if (option == null) {
            return null;
        }
        // Another "=" in front lets it stand for the JDK's own file instead of being laid over it
        SecurityFile file = new SecurityFile(option.startsWith("=") ? option.substring(1) : option);
        file.read();
        return file;
    }

    private void read() {
        try (InputStream in = open()) {
            properties.load(in);
        } catch (MalformedURLException noUrlEither) {
            object("there is no such file");
        } catch (IOException | IllegalArgumentException unreadable) {
            object(unreadable.toString());
        }
    }

    private void object(String reason) {
        objection = "-D" + PROPERTY + "=" + value + " cannot be read (" + reason + "), of which Java says nothing: it"
                + " goes on without it. Correct the path, which is relative to the directory "
                + System.getProperty("user.dir") + ", or give a URL.";
    }

    private InputStream open() throws IOException {
        File file = new File(value);
        return (file.exists() ? file.toURI().toURL() : new URL(value)).openStream();
    }

    /** Why it has no effect, or null. */
    @Nullable
    String objection() {
        return objection;
    }

    /** What it says of a key, or null. */
    String get(String key) {
        return properties.getProperty(key);
    }

    @Override
    public String toString() {
        return value;
    }
}
