/** The provider: the only package that applications see. */
package dev.handfast;
