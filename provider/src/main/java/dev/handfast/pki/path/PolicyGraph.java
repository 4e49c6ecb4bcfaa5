package dev.handfast.pki.path;

import dev.handfast.der.Oid;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.PolicyRules;
import dev.handfast.wire.Opaque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The valid policies of a path as a graph (RFC 9618 section 5, which replaces the tree of RFC 5280 section 6.1): one
 * node for each policy and depth, however many ways lead to it, so the size is bounded by the certificates' own.
 */
public final class PolicyGraph {

    /** One policy at one depth. */
    public static final class Node {

        private final Oid policy;
        private final List<Opaque> qualifiers;
        private final Set<Node> parents = new LinkedHashSet<>();
        private final Set<Node> children = new LinkedHashSet<>();
        private final boolean critical;
        private final int depth;
        private Set<Oid> expected;

        private Node(Oid policy, List<Opaque> qualifiers, Set<Oid> expected, boolean critical, int depth) {
            this.policy = policy;
            this.qualifiers = qualifiers;
            this.expected = expected;
            this.critical = critical;
            this.depth = depth;
        }

        /** The valid policy. */
        public Oid policy() {
            return policy;
        }

        /** The encodings of its qualifiers. */
        public List<Opaque> qualifiers() {
            return qualifiers;
        }

        /** The policies that satisfy it in the next certificate. */
        public Set<Oid> expected() {
            return expected;
        }

        /** Whether the extension it comes from was critical. */
        public boolean isCritical() {
            return critical;
        }

        /** 0 for the root, then the certificate's place counted from the anchor. */
        public int depth() {
            return depth;
        }

        /** The nodes of the next depth that hang on this one. */
        public List<Node> children() {
            return List.copyOf(children);
        }
    }

    /** Bytes of a node with its two sets and its place; of an edge at both ends. */
    private static final int NODE = 600;
    private static final int EDGE = 150;

    private final List<Map<Oid, Node>> levels = new ArrayList<>();
    private final Node root;
    private final Budget budget;

    /** Section 6.1.2 (a): a root that is anyPolicy. */
    PolicyGraph(Budget budget) {
        this.budget = budget;
        Map<Oid, Node> level = new LinkedHashMap<>();
        this.root = new Node(Oids.ANY_POLICY, List.of(), Set.of(Oids.ANY_POLICY), false, 0);
        level.put(Oids.ANY_POLICY, root);
        levels.add(level);
    }

    /** The root. */
    public Node root() {
        return root;
    }

    /** Section 6.1.3 (d); false when the graph became empty. */
    boolean add(Cert certificate, Map<Oid, List<Opaque>> policies, boolean anyAllowed) throws PathRefused {
        boolean critical = certificate.criticalExtensions().contains(Oids.CERTIFICATE_POLICIES);
        Map<Oid, Set<Node>> expecting = expecting(certificate);
        Node any = last().get(Oids.ANY_POLICY);
        Map<Oid, Node> level = new LinkedHashMap<>();
        int depth = levels.size();
        for (Map.Entry<Oid, List<Opaque>> policy : policies.entrySet()) {
            Oid oid = policy.getKey();
            if (!oid.equals(Oids.ANY_POLICY)) {
                Set<Node> parents = expecting.get(oid);
                if (parents == null && any != null) {
                    parents = Set.of(any);
                }
                if (parents != null) {
                    link(level, new Node(oid, policy.getValue(), Set.of(oid), critical, depth), parents, certificate);
                }
            }
        }
        List<Opaque> anyQualifiers = policies.get(Oids.ANY_POLICY);
        if (anyQualifiers != null && anyAllowed) {
            for (Map.Entry<Oid, Set<Node>> expected : expecting.entrySet()) {
                if (!level.containsKey(expected.getKey())) {
                    link(level, new Node(expected.getKey(), anyQualifiers, Set.of(expected.getKey()), critical, depth),
                            expected.getValue(), certificate);
                }
            }
        }
        levels.add(level);
        prune();
        return !level.isEmpty();
    }

    /** Section 6.1.4 (b); false when the graph became empty. */
    boolean map(Cert certificate, boolean mappingAllowed) throws PathRefused {
        PolicyRules rules = certificate.policyRules();
        Map<Oid, Node> level = last();
        for (Map.Entry<Oid, Set<Oid>> mapping : rules.mappings().entrySet()) {
            Node node = level.get(mapping.getKey());
            if (!mappingAllowed) {
                if (node != null) {
                    remove(level, node);
                }
                continue;
            }
            if (node == null && level.containsKey(Oids.ANY_POLICY)) {
                Node any = level.get(Oids.ANY_POLICY);
                node = new Node(mapping.getKey(), any.qualifiers, Set.of(), any.critical, any.depth);
                link(level, node, any.parents, certificate);
            }
            if (node != null) {
                budget.policyNodes(certificate, mapping.getValue().size());
                node.expected = mapping.getValue();
            }
        }
        prune();
        return !level.isEmpty();
    }

    /** Section 6.1.5 (g) (iii): what is left for the policies asked for; false when that is nothing. */
    boolean intersect(Set<Oid> initial, Cert target) throws PathRefused {
        Set<Oid> chosen = new LinkedHashSet<>();
        for (int depth = 1; depth < levels.size(); depth++) {
            for (Node node : new ArrayList<>(levels.get(depth).values())) {
                boolean fromAny = node.parents.stream().anyMatch(p -> p.policy.equals(Oids.ANY_POLICY));
                if (node.parents.isEmpty() || fromAny && !node.policy.equals(Oids.ANY_POLICY)
                        && !initial.contains(node.policy)) {
                    remove(levels.get(depth), node);
                } else if (fromAny && !node.policy.equals(Oids.ANY_POLICY)) {
                    chosen.add(node.policy);
                }
            }
        }
        Map<Oid, Node> leaves = last();
        Node any = leaves.get(Oids.ANY_POLICY);
        if (any != null && levels.size() > 1) {
            for (Oid policy : initial) {
                if (!chosen.contains(policy)) {
                    Node leaf = leaves.containsKey(policy) ? leaves.get(policy)
                            : new Node(policy, any.qualifiers, Set.of(policy), any.critical, any.depth);
                    link(leaves, leaf, any.parents, target);
                }
            }
            remove(leaves, any);
        }
        prune();
        return !leaves.isEmpty();
    }

    /** About how many bytes of memory it takes, beside the certificates. */
    long weight() {
        long weight = 0;
        for (Map<Oid, Node> level : levels) {
            for (Node node : level.values()) {
                weight += NODE + EDGE * (long) (node.parents.size() + node.expected.size());
            }
        }
        return weight;
    }

    private Map<Oid, Node> last() {
        return levels.get(levels.size() - 1);
    }

    private Map<Oid, Set<Node>> expecting(Cert certificate) throws PathRefused {
        Map<Oid, Set<Node>> expecting = new LinkedHashMap<>();
        for (Node node : last().values()) {
            budget.policyNodes(certificate, node.expected.size());
            for (Oid oid : node.expected) {
                expecting.computeIfAbsent(oid, k -> new LinkedHashSet<>()).add(node);
            }
        }
        return expecting;
    }

    private void link(Map<Oid, Node> level, Node node, Set<Node> parents, Cert certificate) throws PathRefused {
        budget.policyNodes(certificate, 1 + parents.size());
        for (Node parent : parents) {
            node.parents.add(parent);
            parent.children.add(node);
        }
        level.put(node.policy, node);
    }

    private static void remove(Map<Oid, Node> level, Node node) {
        level.remove(node.policy);
        for (Node parent : node.parents) {
            parent.children.remove(node);
        }
        for (Node child : node.children) {
            child.parents.remove(node);
        }
    }

    /** Section 6.1.3 (d)(3): nodes above the last level without children go, upwards. */
    private void prune() {
        for (int depth = levels.size() - 2; depth >= 0; depth--) {
            Iterator<Node> nodes = levels.get(depth).values().iterator();
            while (nodes.hasNext()) {
                Node node = nodes.next();
                if (node.children.isEmpty()) {
                    nodes.remove();
                    node.parents.forEach(parent -> parent.children.remove(node));
                }
            }
        }
    }
}
