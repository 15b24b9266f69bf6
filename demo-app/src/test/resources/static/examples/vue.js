import { onScopeDispose, ref } from 'vue';
import { connect } from 'ws-spring-boot-client';

export function useChat(url) {
	const lines = ref([]);
	const state = ref('connecting');
	const chat = connect(url);
	chat.on('line', (line) => lines.value.push(line));
	chat.addEventListener('state', ({ detail }) => state.value = detail.state);
	onScopeDispose(() => chat.close());
	return { lines, state, say: (text) => chat.send({ type: 'say', text }) };
}
