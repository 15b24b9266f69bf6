/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.wsboot.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import org.jspecify.annotations.Nullable;

/**
 * Rules about the English of Javadoc, comments, messages and documents: the first
 * sentence about a type or package names the thing, and a few words are not used.
 */
final class LanguageRules {

	/** Regular expressions, one a line. */
	private static final String WORDS = "words.txt";

	private static final Pattern WORD = words().stream()
		.map((word) -> word.replace(" ", "[\\s*/]+"))
		.collect(Collectors.collectingAndThen(Collectors.joining("|", "(?i)\\b(?:", ")\\b"), Pattern::compile));

	private static final Pattern NOUN_CLAUSE = Pattern
		.compile("(?:Wh(?:at(?:ever)?|o(?:ever|m|se)?|ere)|How|Some)\\b.*", Pattern.DOTALL);

	/** Comments, strings and, because they may contain quotation marks, characters. */
	private static final Pattern TEXT_IN_JAVA = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*+|\"\"\".*?\"\"\""
			+ "|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"|'(?:[^'\\\\]|\\\\.)[^']*+'");

	private static final Pattern DOCUMENT = Pattern.compile(".*\\.(?:md|html|js|ya?ml|json)");

	private static final Set<String> NOT_OURS = Set.of("target", "node_modules");

	private LanguageRules() {
	}

	static List<String> words() {
		try (InputStream words = LanguageRules.class.getResourceAsStream(WORDS)) {
			return new String(words.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Find descriptions of types and packages that begin with a noun clause.
	 * @param directory the directory with the sources
	 * @return one line for each problem
	 */
	static List<String> nounClauses(Path directory) {
		List<String> problems = new ArrayList<>();
		JavaSources.parse(directory, (unit, trees) -> new DescriptionScanner(unit, trees, problems).scan(unit, null));
		return problems;
	}

	/**
	 * Find words that are not used, in comments and strings of Java sources and in whole
	 * documents.
	 * @param directory the directory with both
	 * @return one line for each problem
	 */
	static List<String> unwantedWords(Path directory) {
		List<String> problems = new ArrayList<>();
		for (Path file : files(directory)) {
			String content = read(file);
			Stream<int[]> texts = file.toString().endsWith(".java")
					? TEXT_IN_JAVA.matcher(content).results().map((text) -> new int[] { text.start(), text.end() })
					: Stream.of(new int[] { 0, content.length() });
			texts.flatMap((text) -> WORD.matcher(content).region(text[0], text[1]).results())
				.forEach((found) -> problems.add(describe(directory.relativize(file), content, found)));
		}
		return problems;
	}

	private static String describe(Path file, String content, MatchResult found) {
		long line = content.chars().limit(found.start()).filter((character) -> character == '\n').count() + 1;
		return "%s:%d: '%s'".formatted(file, line, found.group().replaceAll("[\\s*/]+", " "));
	}

	private static Set<Path> files(Path directory) {
		Set<Path> found = new TreeSet<>();
		try {
			Files.walkFileTree(directory, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
					String name = path.getFileName().toString();
					boolean ours = path.equals(directory) || (!name.startsWith(".") && !NOT_OURS.contains(name));
					return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
				}

				@Override
				public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
					String name = path.getFileName().toString();
					if (name.endsWith(".java") || DOCUMENT.matcher(name).matches()) {
						found.add(path);
					}
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class DescriptionScanner extends TreePathScanner<Void, Void> {

		private final CompilationUnitTree unit;

		private final DocTrees trees;

		private final List<String> problems;

		private DescriptionScanner(CompilationUnitTree unit, DocTrees trees, List<String> problems) {
			this.unit = unit;
			this.trees = trees;
			this.problems = problems;
		}

		@Override
		public Void visitCompilationUnit(CompilationUnitTree tree, Void context) {
			if (JavaSources.fileName(tree).equals("package-info.java")) {
				check(this.trees.getDocComment(new TreePath(new TreePath(tree), tree.getPackage())));
			}
			return super.visitCompilationUnit(tree, context);
		}

		@Override
		public Void visitClass(ClassTree type, Void context) {
			check(this.trees.getDocComment(getCurrentPath()));
			return super.visitClass(type, context);
		}

		private void check(@Nullable String comment) {
			if (comment != null && NOUN_CLAUSE.matcher(comment.strip()).matches()) {
				this.problems
					.add(JavaSources.fileName(this.unit) + ": " + comment.strip().lines().findFirst().orElseThrow());
			}
		}

	}

}
