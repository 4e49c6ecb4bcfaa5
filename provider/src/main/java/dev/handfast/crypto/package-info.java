/**
 * What the protocol asks of cryptography. Imports {@code spec} and {@code wire}.
 */
package dev.handfast.crypto;
