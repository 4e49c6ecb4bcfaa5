/**
 * What strangers can make us keep, and what they can make us compute: every cache there is, found by looking through
 * the provider's classes and objects, and every key of a map that a peer chooses.
 */
package dev.handfast.memory;
