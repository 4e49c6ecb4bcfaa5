package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a search considered, as a tree from the target upwards, with the reason wherever it went no further.
 * Holds at most {@link #MAX_NODES} nodes, so that a peer cannot make it large.
 */
public final class PathReport {

    /** Nodes kept; what a person can read is far less. */
    static final int MAX_NODES = 400;

    /** One candidate: what it is, why it was refused (null if it was not), what was tried above it. */
    static final class Node {

        private final String kind;
        private final Object candidate;
        private final List<Node> above = new ArrayList<>(2);
        private @Nullable PathRefused refusal;

        private Node(String kind, Object candidate) {
            this.kind = kind;
            this.candidate = candidate;
        }

        /** The first refusal stays: that nothing was found further up tells less. */
        void refuse(PathRefused why) {
            if (refusal == null) {
                refusal = why;
            }
        }
    }

    private final Node root;
    private int nodes;
    private int left;

    PathReport(Cert target) {
        root = new Node("target", target);
    }

    Node root() {
        return root;
    }

    /** Adds a candidate; the node of one too many is not part of the tree. */
    Node add(Node below, String kind, Object candidate) {
        if (nodes >= MAX_NODES) {
            left++;
            return new Node(kind, candidate);
        }
        nodes++;
        Node node = new Node(kind, candidate);
        below.above.add(node);
        return node;
    }

    /** The tree, one candidate a line, indented under what it would have issued. */
    public String tree() {
        StringBuilder text = new StringBuilder();
        print(root, 0, text);
        if (left > 0) {
            text.append("... and ").append(left).append(" more candidates\n");
        }
        return text.toString();
    }

    /** The first candidates in one line, as deep as the signs in front of them say; for a message. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int shown = brief(root, 0, text, 0);
        int more = 1 + nodes + left - shown;
        return text.append(more > 0 ? "; ... and " + more + " more" : "").toString();
    }

    private static int brief(Node node, int depth, StringBuilder text, int before) {
        if (before == Printable.ITEMS || text.length() > Printable.MESSAGE) {
            return before;
        }
        text.append(before == 0 ? "" : "; ").append("> ".repeat(depth)).append(node.kind).append(' ')
                .append(node.candidate);
        if (node.refusal != null) {
            text.append(", refused, ").append(node.refusal.fault());
        }
        int shown = before + 1;
        for (Node above : node.above) {
            shown = brief(above, depth + 1, text, shown);
        }
        return shown;
    }

    private static void print(Node node, int depth, StringBuilder text) {
        text.append("  ".repeat(depth)).append(node.kind).append(' ').append(node.candidate);
        if (node.refusal != null) {
            text.append("\n").append("  ".repeat(depth)).append("  refused, ").append(node.refusal.fault()).append(": ")
                    .append(node.refusal.sentence());
        }
        text.append('\n');
        for (Node above : node.above) {
            print(above, depth + 1, text);
        }
    }
}
