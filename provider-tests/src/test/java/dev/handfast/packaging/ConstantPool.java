package dev.handfast.packaging;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What a class file names of other classes (JVMS section 4.4). */
final class ConstantPool {

    private final Object[] entries;

    private record Pair(int first, int second) {
    }

    private ConstantPool(DataInputStream in) throws IOException {
        in.readInt();
        in.readInt();
        entries = new Object[in.readUnsignedShort()];
        for (int i = 1; i < entries.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> entries[i] = in.readUTF();
                case 3, 4, 17, 18 -> in.readInt();
                case 5, 6 -> {
                    in.readLong();
                    i++;
                }
                case 7 -> entries[i] = new Pair(in.readUnsignedShort(), 0);
                case 8, 16, 19, 20 -> in.readUnsignedShort();
                case 9, 10, 11, 12 -> entries[i] = new Pair(in.readUnsignedShort(), in.readUnsignedShort());
                case 15 -> {
                    in.readUnsignedByte();
                    in.readUnsignedShort();
                }
                default -> throw new IOException("a constant with tag " + tag);
            }
        }
    }

    /** Classes, and members as class, name and descriptor with blanks between, whose classes begin with a prefix. */
    static Set<String> references(Path classFile, String prefix) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(classFile)))) {
            return new ConstantPool(in).references(prefix);
        }
    }

    private Set<String> references(String prefix) {
        Set<String> found = new TreeSet<>();
        for (Object entry : entries) {
            if (!(entry instanceof Pair pair)) {
                continue;
            }
            if (pair.second == 0 && entries[pair.first] instanceof String name) {
                add(found, prefix, name);
            } else if (entries[pair.first] instanceof Pair owner && entries[pair.second] instanceof Pair member) {
                add(found, prefix, entries[owner.first] + " " + entries[member.first] + " " + entries[member.second]);
            }
        }
        return found;
    }

    private static void add(Set<String> found, String prefix, String text) {
        if (text.startsWith(prefix.replace('.', '/'))) {
            String[] words = text.split(" ", 2);
            found.add(words[0].replace('/', '.') + (words.length == 1 ? "" : " " + words[1]));
        }
    }
}
