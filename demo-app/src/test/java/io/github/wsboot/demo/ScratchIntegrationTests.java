package io.github.wsboot.demo;
import java.io.File;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.springframework.boot.SpringApplication;
class ScratchIntegrationTests {
	@Test
	void t() throws Exception {
		var server = SpringApplication.run(DemoApplication.class, "--server.port=0", "--logging.level.org.openqa.selenium=error");
		Network net = new Network(Integer.parseInt(server.getEnvironment().getProperty("local.server.port")));
		File tmp = Files.createTempDirectory("browser").toFile();
		ChromeDriver b = Browser.launch(tmp);
		try {
			b.get("http://localhost:" + net.port() + "/favicon.svg");
			b.executeScript("""
				window.log = []; const t0 = performance.now();
				const say = (s) => log.push(Math.round(performance.now() - t0) + ' ' + s);
				window.say = say;
				for (const e of ['online', 'offline', 'pageshow', 'pagehide']) addEventListener(e, () => say(e));
				for (const e of ['visibilitychange', 'freeze', 'resume']) document.addEventListener(e, () => say(e + ' ' + document.hidden));
				const w = new WebSocket('ws://' + location.host + '/ws/hello'); window.w = w;
				w.onopen = () => say('open'); w.onclose = (e) => say('close ' + e.code + ' clean ' + e.wasClean); w.onmessage = (e) => say('msg'); w.onerror = () => say('error');
				let last = performance.now(); setInterval(() => { const n = performance.now(); if (n - last > 600) say('late ' + Math.round(n - last)); last = n; }, 200);
				""");
			Thread.sleep(2500);
			cdp(b, "Network.enable", Map.of());
			mark(b, "offline on");
			cdp(b, "Network.emulateNetworkConditions", Map.of("offline", true, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
			Thread.sleep(3000);
			System.out.println("online? " + b.executeScript("return navigator.onLine"));
			mark(b, "new socket while offline");
			b.executeScript("const x = new WebSocket('ws://' + location.host + '/ws/hello'); x.onopen = () => say('x open'); x.onclose = (e) => say('x close ' + e.code);  fetch('/favicon.svg').then(() => say('fetch ok'), () => say('fetch failed'));");
			Thread.sleep(1500);
			cdp(b, "Network.emulateNetworkConditions", Map.of("offline", false, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
			mark(b, "offline off");
			Thread.sleep(1500);
			print(b);
			b.executeScript("log.length = 0; const y = new WebSocket('ws://' + location.host + '/ws/hello'); y.onopen = () => say('y open'); y.onclose = (e) => say('y close ' + e.code); y.onmessage = () => say('y msg')");
			Thread.sleep(2000);
			mark(b, "freeze");
			cdp(b, "Page.setWebLifecycleState", Map.of("state", "frozen"));
			Thread.sleep(4000);
			try { System.out.println("during: " + b.executeScript("return log.length")); } catch (Exception e) { System.out.println("during failed " + e.getMessage()); }
			net.cut(); Thread.sleep(500); net.mend();
			cdp(b, "Page.setWebLifecycleState", Map.of("state", "active"));
			mark(b, "thawed");
			Thread.sleep(2000);
			print(b);
			b.executeScript("log.length = 0");
			String first = b.getWindowHandle();
			b.switchTo().newWindow(WindowType.TAB);
			b.get("about:blank");
			Thread.sleep(500);
			b.close();
			b.switchTo().window(first);
			print(b);
			b.executeScript("log.length = 0; const z = new WebSocket('ws://' + location.host + '/ws/echo'); z.onopen = () => { say('z open'); z.close(); }; z.onclose = (e) => say('z close ' + e.code + e.wasClean);");
			Thread.sleep(500); print(b);
			b.executeScript("log.length = 0; const q = new WebSocket('ws://' + location.host + '/ws/echo', ['ws.v1']); q.onopen = () => { say('q open ' + q.protocol); q.close(); }; q.onclose = (e) => say('q close ' + e.code + e.wasClean);");
			Thread.sleep(500); print(b);
			System.out.println(b.manage().logs().get("browser").getAll());
		}
		finally { b.quit(); net.close(); server.close(); }
	}
	static void mark(ChromeDriver b, String s) { b.executeScript("say('--- ' + arguments[0])", s); }
	static void print(ChromeDriver b) { ((List<?>) b.executeScript("return log")).forEach((l) -> System.out.println("LOG " + l)); System.out.println("LOG ======"); }
	static void cdp(ChromeDriver b, String c, Map<String, Object> p) { System.out.println("CDP " + c + " -> " + b.executeCdpCommand(c, p)); }
}
