// A client of the YAML language server, as an editor is one: LSP over standard input and output.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SERVER = join(import.meta.dirname, 'node_modules/yaml-language-server/bin/yaml-language-server');

export class Editor {
  #server = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  #answers = new Map();
  #diagnostics = new Map();
  #buffer = Buffer.alloc(0);
  #last = 0;

  constructor() {
    this.#server.stdout.on('data', (data) => this.#read(data));
  }

  /** Starts, with the settings that a person has who turned everything on and the network off. */
  static async start(folder) {
    const editor = new Editor();
    const capabilities = {
      textDocument: {
        completion: { completionItem: { documentationFormat: ['plaintext'] } },
        hover: { contentFormat: ['plaintext'] },
        publishDiagnostics: {},
      },
    };
    const rootUri = pathToFileURL(folder).href;
    await editor.#ask('initialize', { processId: process.pid, rootUri, capabilities });
    editor.#tell('initialized', {});
    const yaml = { validate: true, completion: true, hover: true, schemaStore: { enable: false } };
    editor.#tell('workspace/didChangeConfiguration', { settings: { yaml } });
    return editor;
  }

  stop() {
    this.#server.kill();
  }

  /** Opens a text as a file and gives what the server says is wrong with it. */
  async open(path, text) {
    const uri = pathToFileURL(path).href;
    const said = new Promise((tell) => this.#diagnostics.set(uri, tell));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    this.#tell('textDocument/didOpen', { textDocument });
    return said;
  }

  /** What may stand where `|` stands in a text. */
  async complete(path, text) {
    const { uri, position } = await this.#at(path, text);
    const answer = await this.#ask('textDocument/completion', { textDocument: { uri }, position });
    return answer.items ?? answer;
  }

  /** What is said about the word where `|` stands. */
  async hover(path, text) {
    const { uri, position } = await this.#at(path, text);
    const answer = await this.#ask('textDocument/hover', { textDocument: { uri }, position });
    return answer?.contents.value ?? '';
  }

  async #at(path, text) {
    const before = text.slice(0, text.indexOf('|')).split('\n');
    await this.open(path, text.replace('|', ''));
    const position = { line: before.length - 1, character: before.at(-1).length };
    return { uri: pathToFileURL(path).href, position };
  }

  #ask(method, params) {
    const id = (this.#last += 1);
    const answer = new Promise((resolve, reject) => this.#answers.set(id, { resolve, reject }));
    this.#send({ id, method, params });
    return answer;
  }

  #tell(method, params) {
    this.#send({ method, params });
  }

  #send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(data) {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, end))[1]);
      const body = this.#buffer.subarray(end + 4, end + 4 + length);
      if (body.length < length) return;
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#heard(JSON.parse(body));
    }
  }

  #heard(message) {
    if (message.method === 'textDocument/publishDiagnostics') {
      this.#diagnostics.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.method && message.id !== undefined) {
      // The server asks for settings and for leave to register; an empty answer is enough.
      const result = message.method === 'workspace/configuration' ? message.params.items.map(() => null) : null;
      this.#send({ id: message.id, result });
    } else if (message.id !== undefined) {
      const { resolve, reject } = this.#answers.get(message.id);
      this.#answers.delete(message.id);
      if (message.error) reject(new Error(message.error.message));
      else resolve(message.result);
    }
  }
}
