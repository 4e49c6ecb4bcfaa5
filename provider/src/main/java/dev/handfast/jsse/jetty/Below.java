package dev.handfast.jsse.jetty;

import java.lang.reflect.InvocationTargetException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

/** Jetty's connection that does TLS, below one that speaks what TLS carries. */
final class Below {

    private Below() {
    }

    /** By name: Jetty 12 renamed the type of the end point between them, and kept the method. */
    static SslConnection connection(Connection above) {
        EndPoint between = above.getEndPoint();
        try {
            return (SslConnection) between.getClass().getMethod("getSslConnection").invoke(between);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("not the end point of a TLS connection of Jetty 10 to 12: "
                    + between.getClass().getName(), e);
        }
    }
}
