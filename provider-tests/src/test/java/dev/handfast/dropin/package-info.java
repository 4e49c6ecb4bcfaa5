/** The packaged jar as a user installs it: other JVMs whose only change is a {@code java.security} override. */
package dev.handfast.dropin;
