/** The provider. What applications can say and ask beyond JSSE is in {@code dev.handfast.tls}. */
package dev.handfast;
