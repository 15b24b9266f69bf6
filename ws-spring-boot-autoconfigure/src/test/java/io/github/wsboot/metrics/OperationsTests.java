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

package io.github.wsboot.metrics;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.github.wsboot.server.Promise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the dashboard, the alert rules and the page about operations name existing
 * meters.
 */
@Promise("metrics")
@Tag("boot")
class OperationsTests {

	private static final Path FOLDER = Path.of("../docs/operations");

	private static final Path PAGE = Path.of("../docs/operations.md");

	private static final Pattern QUERIES = Pattern.compile("```promql\n(.*?)```", Pattern.DOTALL);

	private static final Pattern HISTOGRAM = Pattern.compile("percentiles-histogram\\.([\\w.]+)=true");

	/** Suffixes that Prometheus adds. */
	private static final Set<String> TARGET_LABELS = Set.of("instance", "job");

	private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	private final MeterNamesTests.RegisteredMeters meters = new MeterNamesTests.RegisteredMeters(this.registry);

	@AfterEach
	void close() {
		this.meters.close();
	}

	@Test
	void dashboardShouldUseWhatExists() throws IOException {
		List<String> expressions = dashboard();
		assertThat(expressions).hasSizeGreaterThan(25);
		assertExists(expressions);
	}

	@Test
	void dashboardShouldShowEveryMeter() throws IOException {
		Set<String> shown = new TreeSet<>();
		dashboard().forEach((expression) -> shown.addAll(PrometheusQuery.parse(expression).metrics()));
		assertThat(ourMeters()).allSatisfy((id) -> {
			String name = id.getConventionName(this.registry.config().namingConvention());
			assertThat(shown).as(name).anyMatch((metric) -> metric.equals(name) || metric.startsWith(name + "_"));
		});
	}

	@Test
	void panelsShouldHaveTitlesAndPlaces() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
		Set<String> places = new TreeSet<>();
		Set<Integer> ids = new TreeSet<>();
		for (JsonNode panel : dashboard.get("panels")) {
			assertThat(panel.get("title").asString()).isNotBlank();
			assertThat(ids.add(panel.get("id").asInt())).isTrue();
			JsonNode place = panel.get("gridPos");
			assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
			assertThat(places.add(place.get("x") + "," + place.get("y"))).isTrue();
			assertThat(panel.get("type").asString().equals("row") || !panel.get("targets").isEmpty()).isTrue();
		}
	}

	@Test
	void alertsShouldUseWhatExists() throws IOException {
		List<String> expressions = alerts().stream().map((rule) -> (String) rule.get("expr")).toList();
		assertThat(expressions).hasSizeGreaterThan(8).doesNotContainNull();
		assertExists(expressions);
	}

	@Test
	void alertsShouldSayWhatIsWrong() throws IOException {
		assertThat(alerts()).allSatisfy((rule) -> {
			assertThat(rule).containsKeys("alert", "expr", "for");
			assertThat(rule.get("labels")).asString().containsPattern("severity=(critical|warning|info)");
			assertThat(rule.get("annotations")).asString().contains("summary=").contains("description=");
			PrometheusQuery query = PrometheusQuery.parse((String) rule.get("expr"));
			Matcher labels = Pattern.compile("\\$labels\\.(\\w+)").matcher(rule.get("annotations").toString());
			while (labels.find()) {
				assertThat(query.labels()).contains(labels.group(1));
			}
		});
		assertThat(alerts()).extracting((rule) -> rule.get("alert")).doesNotHaveDuplicates();
	}

	@Test
	void pageShouldExplainEveryMeter() throws IOException {
		String page = Files.readString(PAGE);
		assertThat(ourMeters()).allSatisfy((id) -> assertThat(page).contains("| `" + id.getName() + "` |"));
	}

	@Test
	void queriesOfThePageShouldWorkWithItsProperties() throws IOException {
		String page = Files.readString(PAGE);
		Set<String> histograms = HISTOGRAM.matcher(page)
			.results()
			.map((match) -> match.group(1))
			.collect(Collectors.toSet());
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		registry.config().meterFilter(withHistograms(histograms));
		MeterNamesTests.RegisteredMeters meters = new MeterNamesTests.RegisteredMeters(registry);
		try {
			List<String> queries = QUERIES.matcher(page).results().flatMap((match) -> match.group(1).lines()).toList();
			assertThat(queries).hasSizeGreaterThan(1);
			assertExists(queries, registry);
		}
		finally {
			meters.close();
		}
	}

	/**
	 * Return the histograms that Spring Boot configures from properties.
	 */
	private static MeterFilter withHistograms(Set<String> names) {
		return new MeterFilter() {

			@Override
			public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
				return !names.contains(id.getName()) ? config
						: DistributionStatisticConfig.builder().percentilesHistogram(true).build().merge(config);
			}

		};
	}

	@Test
	void queryShouldBeTakenApart() {
		PrometheusQuery query = PrometheusQuery.parse(
				"sum by (uri, le) (rate(a_total{b=~\"$x\", c!=\"d e\"}[5m])) / 0.5 * max(f_g offset 10m) > 1e3 and h");
		assertThat(query.metrics()).containsExactly("a_total", "f_g", "h");
		assertThat(query.labels()).containsExactly("b", "c", "le", "uri");
		assertThat(PrometheusQuery.parse("label_values(a_b, c)"))
			.isEqualTo(new PrometheusQuery(Set.of("a_b"), Set.of("c")));
	}

	private List<Meter.Id> ourMeters() {
		return this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("websocket."))
			.toList();
	}

	private void assertExists(List<String> expressions) {
		assertExists(expressions, this.registry);
	}

	private static void assertExists(List<String> expressions, PrometheusMeterRegistry registry) {
		Set<String> metrics = new TreeSet<>();
		Set<String> labels = new TreeSet<>(TARGET_LABELS);
		registry.scrape().lines().filter((line) -> !line.startsWith("#")).forEach((line) -> {
			metrics.add(line.split("[{ ]")[0]);
			Matcher matcher = Pattern.compile("[{,](\\w+)=").matcher(line);
			while (matcher.find()) {
				labels.add(matcher.group(1));
			}
		});
		assertThat(expressions).allSatisfy((expression) -> {
			PrometheusQuery query = PrometheusQuery.parse(expression);
			assertThat(query.metrics()).as(expression).isNotEmpty().isSubsetOf(metrics);
			assertThat(query.labels()).as(expression).isSubsetOf(labels);
		});
	}

	private static List<String> dashboard() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
		List<String> expressions = new ArrayList<>();
		dashboard.findValues("expr").forEach((expression) -> expressions.add(expression.asString()));
		dashboard.findValues("definition").forEach((definition) -> expressions.add(definition.asString()));
		return expressions;
	}

	private static List<Map<String, Object>> alerts() throws IOException {
		try (Reader reader = Files.newBufferedReader(FOLDER.resolve("prometheus-alerts.yml"))) {
			Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(reader);
			return file.get("groups").stream().flatMap((group) -> group.get("rules").stream()).toList();
		}
	}

	/**
	 * The metrics and labels that an expression in the language of Prometheus names.
	 *
	 * @param metrics the names of metrics
	 * @param labels the names of labels
	 */
	record PrometheusQuery(Set<String> metrics, Set<String> labels) {

		private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

		private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");

		private static final Pattern VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

		private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");

		private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");

		private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!=|!~|=)");

		private static final Pattern NAME = Pattern.compile("(?<![\\w.])[a-zA-Z_]\\w*(?!\\w)(?!\\s*\\()");

		private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "offset", "bool");

		static PrometheusQuery parse(String expression) {
			Set<String> labels = new TreeSet<>();
			String rest = STRING.matcher(expression).replaceAll("");
			Matcher values = VALUES.matcher(rest);
			if (values.matches()) {
				return new PrometheusQuery(Set.of(values.group(1)), Set.of(values.group(2)));
			}
			rest = RANGE.matcher(rest).replaceAll("");
			for (String group : groups(GROUPING, rest)) {
				labels.addAll(Arrays.asList(group.trim().split("\\s*,\\s*")));
			}
			rest = GROUPING.matcher(rest).replaceAll("");
			groups(SELECTOR, rest).forEach((selector) -> labels.addAll(groups(LABEL, selector)));
			rest = SELECTOR.matcher(rest).replaceAll("");
			Set<String> metrics = new TreeSet<>();
			Matcher names = NAME.matcher(rest);
			while (names.find()) {
				metrics.add(names.group());
			}
			metrics.removeAll(KEYWORDS);
			return new PrometheusQuery(metrics, labels);
		}

		private static List<String> groups(Pattern pattern, String text) {
			List<String> groups = new ArrayList<>();
			Matcher matcher = pattern.matcher(text);
			while (matcher.find()) {
				groups.add(matcher.group(1));
			}
			return groups;
		}

	}

}
