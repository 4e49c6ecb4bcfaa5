/**
 * What {@code java -jar handfast-provider.jar} runs: commands for who installs and operates Handfast. Not exported; the
 * JVM starts it by name. A new command is a class that implements {@link dev.handfast.tool.Command} and a place in the
 * list of {@link dev.handfast.tool.Main}.
 */
@NullMarked
package dev.handfast.tool;

import org.jspecify.annotations.NullMarked;
