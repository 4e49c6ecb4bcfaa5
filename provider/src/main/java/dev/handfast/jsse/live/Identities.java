package dev.handfast.jsse.live;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The identities that files hold at one time. Immutable. */
public final class Identities {

    private final Map<String, OwnIdentity> byName;
    private final List<OwnIdentity> order;

    Identities(Collection<OwnIdentity> all) {
        Map<String, OwnIdentity> named = new LinkedHashMap<>();
        all.forEach(one -> named.put(one.name(), one));
        byName = Map.copyOf(named);
        order = List.copyOf(named.values());
    }

    /** All, in the order of their files. */
    public List<OwnIdentity> all() {
        return order;
    }

    /** The own certificates of others whose names are not here, and which are under no other name. */
    public Set<X509Certificate> withdrawnOf(Identities before) {
        return before.order.stream().filter(one -> !byName.containsKey(one.name())).map(OwnIdentity::own)
                .filter(own -> order.stream().noneMatch(one -> one.own().equals(own))).collect(Collectors.toSet());
    }

    /** The one of a name. */
    Optional<OwnIdentity> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether others are the same. */
    boolean show(Identities others) {
        return order.size() == others.order.size()
                && order.stream().allMatch(one -> others.named(one.name()).filter(one::shows).isPresent());
    }
}
