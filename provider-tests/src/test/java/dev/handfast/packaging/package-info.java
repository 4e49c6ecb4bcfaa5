/** The provider as applications have it: with the libraries that they bring, in jars of all kinds, as modules. */
package dev.handfast.packaging;
