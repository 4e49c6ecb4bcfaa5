package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import java.util.ArrayList;
import java.util.List;

/**
 * The name constraints extension (RFC 5280 section 4.2.1.10).
 *
 * @param permitted subtrees that names of their forms must lie in; empty when absent
 * @param excluded subtrees that no name may lie in; empty when absent
 */
public record Subtrees(List<GeneralName> permitted, List<GeneralName> excluded) {

    /** The constraints whose encoding this is. */
    public static Subtrees parse(byte[] encoded) throws MalformedInput {
        DerReader reader = new DerReader(encoded, "NameConstraints");
        Subtrees subtrees = read(reader);
        reader.end();
        return subtrees;
    }

    static Subtrees read(DerReader value) throws MalformedInput {
        DerReader reader = value.sequence("NameConstraints");
        if (!reader.hasMore()) {
            throw new MalformedInput("NameConstraints: an empty sequence (RFC 5280 section 4.2.1.10)");
        }
        List<GeneralName> permitted = bases(reader, 0);
        List<GeneralName> excluded = bases(reader, 1);
        reader.end();
        return new Subtrees(permitted, excluded);
    }

    /** {@code GeneralSubtree ::= SEQUENCE { base, minimum [0] DEFAULT 0, maximum [1] OPTIONAL }}, bases only. */
    private static List<GeneralName> bases(DerReader from, int number) throws MalformedInput {
        if (!from.isNext(Tag.constructed(number))) {
            return List.of();
        }
        DerReader all = from.nested(Tag.constructed(number), "GeneralSubtrees");
        List<GeneralName> bases = new ArrayList<>();
        do {
            DerReader subtree = all.sequence("GeneralSubtree");
            bases.add(GeneralName.read(subtree));
            // The default of minimum, written out, says nothing.
            boolean minimum = subtree.isNext(Tag.context(0)) && subtree.count(Tag.context(0), "minimum") > 0;
            if (minimum || subtree.hasMore()) {
                throw new MalformedInput("GeneralSubtree: a minimum above 0, or a maximum; RFC 5280 section 4.2.1.10"
                        + " forbids both");
            }
        } while (all.hasMore());
        return List.copyOf(bases);
    }
}
