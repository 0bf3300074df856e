"""Tiny models of each family, saved by Hugging Face and read by us: equal logits, hidden states and attention."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BartConfig,
    BartForConditionalGeneration,
    BertConfig,
    BertForMaskedLM,
    BertModel,
    DistilBertConfig,
    DistilBertForMaskedLM,
    GPT2Config,
    GPT2LMHeadModel,
    MarianConfig,
    MarianMTModel,
    PreTrainedModel,
    RobertaConfig,
    RobertaForMaskedLM,
    T5Config,
    T5ForConditionalGeneration,
)

from explorer.models import library, pretrained
from explorer.models.checkpoint import UnsupportedError
from explorer.models.library import ModelError
from explorer.ui import i18n

WORDS = ["<pad>", "<s>", "</s>", "[UNK]", "the", "queen", "beside", "king", "lost", "her", "crown", "dog", "dogs"]
N = len(WORDS)
BERT: dict[str, Any] = {
    "vocab_size": N,
    "hidden_size": 24,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 40,
    "max_position_embeddings": 34,
}
BART: dict[str, Any] = {
    "vocab_size": N,
    "d_model": 24,
    "encoder_layers": 2,
    "decoder_layers": 3,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 40,
    "decoder_ffn_dim": 48,
    "max_position_embeddings": 32,
    "pad_token_id": 0,
    "eos_token_id": 2,
    "decoder_start_token_id": 0,
    "forced_eos_token_id": None,
}
T5: dict[str, Any] = {"vocab_size": N, "d_model": 24, "d_kv": 10, "d_ff": 40, "num_layers": 3, "num_heads": 4}
T5["decoder_start_token_id"] = 0
GPT2 = GPT2Config(vocab_size=N, n_positions=32, n_embd=24, n_layer=3, n_head=4)
MODELS: dict[str, Any] = {
    "gpt2": lambda: GPT2LMHeadModel(GPT2),
    "gpt2-gelu": lambda: GPT2LMHeadModel(GPT2Config(**GPT2.to_diff_dict() | {"activation_function": "gelu"})),
    "bert": lambda: BertForMaskedLM(BertConfig(**BERT)),
    "bert-without-head": lambda: BertModel(BertConfig(**BERT)),
    "roberta": lambda: RobertaForMaskedLM(RobertaConfig(**BERT, pad_token_id=0)),
    "distilbert": lambda: DistilBertForMaskedLM(
        DistilBertConfig(vocab_size=N, dim=24, n_layers=3, n_heads=4, hidden_dim=40, max_position_embeddings=34)
    ),
    "t5": lambda: T5ForConditionalGeneration(T5Config(**T5)),
    "t5-gated": lambda: T5ForConditionalGeneration(T5Config(**T5, feed_forward_proj="gated-gelu")),
    "bart": lambda: BartForConditionalGeneration(BartConfig(**BART)),
    "marian": lambda: MarianMTModel(MarianConfig(**BART, scale_embedding=True, activation_function="swish")),
}
TEXT = "the queen beside the king lost her crown"


def make(family: str, folder: Path) -> PreTrainedModel:
    torch.manual_seed(0)
    model = MODELS[family]()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))  # also what starts as zero or one
    model.save_pretrained(folder)
    make_tokenizer(folder, marks=not family.startswith("gpt2"))
    return type(model).from_pretrained(folder, attn_implementation="eager").eval()


def make_tokenizer(folder: Path, marks: bool = False) -> None:
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    if marks:
        tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", None, [("<s>", 1), ("</s>", 2)])
    tokenizer.save(str(folder / "tokenizer.json"))


@pytest.fixture(autouse=True)
def _nothing_loaded() -> Iterator[None]:
    yield
    pretrained._loaded.clear()
    library.forget()


@pytest.mark.parametrize("family", MODELS)
def test_each_family_gives_hugging_faces_numbers(family: str, tmp_path: Path) -> None:
    theirs = make(family, tmp_path)
    run = library.run(TEXT, f"hf:{tmp_path}")
    ids = torch.tensor([run.encoding.ids])
    options = {"output_attentions": True, "output_hidden_states": True}
    with torch.inference_mode():
        if run.written:
            expected = theirs(input_ids=ids, decoder_input_ids=torch.tensor([run.written.ids]), **options)
            pairs = [
                (run.trace, expected.encoder_attentions, expected.encoder_hidden_states),
                (run.written.trace, expected.decoder_attentions, expected.decoder_hidden_states),
            ]
            for block, weights in zip(run.written.trace.blocks, expected.cross_attentions, strict=True):
                assert block.cross
                assert torch.allclose(block.cross.weights, weights[0], atol=1e-4)
            assert torch.allclose(run.written.trace.out, expected.logits[0], atol=1e-4)
        else:
            expected = theirs(ids, **options)
            pairs = [(run.trace, expected.attentions, expected.hidden_states)]
            if run.model.predicts:
                assert torch.allclose(run.trace.out, expected.logits[0], atol=1e-4)
    for trace, attentions, hidden in pairs:
        # Hugging Face's last hidden state is already normalised where a norm ends the stack
        for block, after in zip(trace.blocks[:-1], hidden[1:-1], strict=True):
            assert torch.allclose(block.out, after[0], atol=1e-4)
        assert torch.allclose(trace.normed, hidden[-1][0], atol=1e-4)
        for block, weights in zip(trace.blocks, attentions, strict=True):
            assert torch.allclose(block.attention.weights, weights[0], atol=1e-4)


@pytest.mark.parametrize("family", MODELS)
def test_queries_and_keys_reproduce_the_attention_maps(family: str, tmp_path: Path) -> None:
    make(family, tmp_path)
    run = library.run(TEXT, f"hf:{tmp_path}")
    stack = run.model.transformer
    extra = stack.distances(len(run.tokens))
    for block in run.trace.blocks:
        a = block.attention
        scores = a.q @ a.k.mT / (1.0 if family.startswith("t5") else a.q.shape[-1] ** 0.5)
        scores = scores + (0.0 if extra is None else extra)
        if stack.sizes.causal:
            scores = scores.masked_fill(torch.ones_like(scores).triu(1).bool(), -torch.inf)
        assert torch.allclose(scores.softmax(-1), a.weights, atol=1e-5)
        assert torch.allclose(a.weights @ a.v, a.mixed, atol=1e-5)


@pytest.mark.parametrize("family", ["t5", "bart", "marian"])
def test_what_the_decoder_writes_is_what_hugging_face_generates(family: str, tmp_path: Path) -> None:
    theirs = make(family, tmp_path)
    run = library.run(TEXT, f"hf:{tmp_path}")
    assert run.written
    options = {"max_new_tokens": len(run.written.ids) - 1, "do_sample": False, "num_beams": 1}
    generated = theirs.generate(torch.tensor([run.encoding.ids]), forced_eos_token_id=None, **options)
    assert generated[0].tolist()[: len(run.written.ids)] == list(run.written.ids)


def broken(family: str, folder: Path) -> None:
    weights, config = folder / "model.safetensors", folder / "config.json"
    settings = json.loads(config.read_text())
    if family == "no weights":
        weights.unlink()
    elif family == "pickled":
        weights.rename(folder / "pytorch_model.bin")
    elif family == "truncated":
        weights.write_bytes(weights.read_bytes()[:-500])
    elif family == "no header":
        weights.write_bytes(b"\xff" * 2000)
    elif family == "no tokenizer":
        (folder / "tokenizer.json").unlink()
    elif family == "tokenizer is no tokenizer":
        (folder / "tokenizer.json").write_text('{"a": 1}')
    elif family == "config is no json":
        config.write_text("{")
    elif family == "config is a list":
        config.write_text("[1]")
    elif family == "no config":
        config.unlink()
    elif family == "another architecture":
        config.write_text(json.dumps(settings | {"model_type": "mamba"}))
    elif family == "other sizes":
        config.write_text(json.dumps(settings | {"n_embd": 32}))
    elif family == "more layers":
        config.write_text(json.dumps(settings | {"n_layer": 5}))
    elif family == "unknown activation":
        config.write_text(json.dumps(settings | {"activation_function": "quick_silver"}))
    elif family == "words of another model":
        config.write_text(json.dumps(settings | {"vocab_size": 5}))


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("no weights", "no model.safetensors"),
        ("pickled", "pytorch_model.bin is not read"),
        ("truncated", "damaged or cut short"),
        ("no header", "damaged or cut short"),
        ("no tokenizer", "tokenizer.json"),
        ("tokenizer is no tokenizer", "tokenizer.json"),
        ("config is no json", "config.json"),
        ("config is a list", "config.json"),
        ("no config", "no config.json"),
        ("another architecture", "“mamba”"),
        ("other sizes", "its configuration says"),
        ("more layers", "do not hold"),
        ("unknown activation", "“quick_silver”"),
        ("words of another model", "its configuration says"),
    ],
)
def test_a_broken_folder_is_named_by_what_is_wrong(what: str, message: str, tmp_path: Path) -> None:
    make("gpt2", tmp_path)
    broken(what, tmp_path)
    with pytest.raises(ModelError, match=message):
        library.load(f"hf:{tmp_path}")


@pytest.mark.parametrize(
    "change",
    [
        {"n_head": 0},
        {"n_layer": 0},
        {"n_layer": 200_000},
        {"n_embd": "x"},
        {"vocab_size": 20_000_000},
        {"layer_norm_epsilon": "x"},
        {"n_positions": -1},
        {"n_head": 5},
    ],
    ids=str,
)
def test_a_configuration_that_cannot_be_true_is_refused_without_memory(change: dict[str, Any], tmp_path: Path) -> None:
    import psutil

    make("gpt2", tmp_path)
    settings = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(settings | change))
    before = psutil.Process().memory_info().rss
    with pytest.raises(ModelError):
        library.load(f"hf:{tmp_path}")
    assert psutil.Process().memory_info().rss - before < 100e6


@pytest.mark.parametrize(
    "change", [{"eos_token_id": []}, {"decoder_start_token_id": 99_999}, {"decoder_start_token_id": "a"}], ids=str
)
def test_a_decoder_without_a_beginning_or_an_end_is_refused(change: dict[str, Any], tmp_path: Path) -> None:
    make("t5", tmp_path)
    settings = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(settings | change))
    with pytest.raises(ModelError):
        library.load(f"hf:{tmp_path}")


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    make("gpt2", tmp_path)
    state = load_file(tmp_path / "model.safetensors")
    next(iter(state.values()))[0] = torch.nan
    save_file(state, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelError, match="holds what is no number"):
        library.load(f"hf:{tmp_path}")


def test_a_folder_where_a_file_should_be_is_answered(tmp_path: Path) -> None:
    make("gpt2", tmp_path)
    (tmp_path / "config.json").unlink()
    (tmp_path / "config.json").mkdir()
    with pytest.raises(ModelError):
        library.load(f"hf:{tmp_path}")


def test_two_models_are_kept_and_no_more(tmp_path: Path) -> None:
    for name in ("gpt2", "bert", "t5"):
        make(name, tmp_path / name)
        library.run(TEXT, f"hf:{tmp_path / name}")
    assert list(pretrained._loaded) == [str(tmp_path / "bert"), str(tmp_path / "t5")]


def test_fifty_loads_of_alternating_models_grow_the_process_by_less_than_one(tmp_path: Path) -> None:
    import psutil

    size = 0
    for name in "abc":
        torch.manual_seed(0)
        model = GPT2LMHeadModel(GPT2Config(vocab_size=20_000, n_positions=64, n_embd=384, n_layer=4, n_head=4))
        size = sum(parameter.numel() * 4 for parameter in model.parameters())
        model.save_pretrained(tmp_path / name)
        make_tokenizer(tmp_path / name)
    memory = []
    for turn in range(53):
        library.run(TEXT, f"hf:{tmp_path / 'abc'[turn % 3]}")
        memory.append(psutil.Process().memory_info().rss)
    assert max(memory[3:]) - memory[3] < size, f"grew by {(max(memory[3:]) - memory[3]) / 1e6:.0f} MB"


def test_a_model_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("gpt2", tmp_path)
    monkeypatch.setenv("EXPLORER_MODEL_LIMIT", "1000")
    with pytest.raises(ModelError, match="the limit here is 0 MB"):
        library.load(f"hf:{tmp_path}")


def test_a_lecturers_list_is_kept_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("gpt2", tmp_path)
    monkeypatch.setenv("EXPLORER_MODELS", "gpt2, bert-base-uncased")
    with pytest.raises(ModelError, match="not among those that are offered here"):
        library.load(f"hf:{tmp_path}")


@pytest.mark.parametrize("name", ["", "../../etc", "no such folder", "a/b/c/d", "x" * 500, "<b>", "\x00"])
def test_a_name_that_is_no_model_is_answered(name: str) -> None:
    with pytest.raises(ModelError):
        library.load(f"hf:{name}")


def test_minilm_from_its_package_reads_as_hugging_face_does() -> None:
    from transformers import AutoModel, AutoTokenizer

    folder = pretrained.find(pretrained.MINILM)
    assert folder, "the extra [minilm] belongs to the tests"
    run = library.run("The bank of the river was wet.", f"hf:{pretrained.MINILM}")
    theirs = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    ids = AutoTokenizer.from_pretrained(folder)("The bank of the river was wet.")["input_ids"]
    assert ids == list(run.encoding.ids)
    with torch.inference_mode():
        expected = theirs(torch.tensor([ids]), output_attentions=True)
    assert torch.allclose(run.trace.blocks[-1].out, expected.last_hidden_state[0], atol=1e-4)
    for block, weights in zip(run.trace.blocks, expected.attentions, strict=True):
        assert torch.allclose(block.attention.weights, weights[0], atol=1e-4)
    assert run.next_words(3) == []  # it was trained for sentence vectors: there is no output layer


def test_a_broken_model_is_read_once_until_its_files_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make("gpt2", tmp_path)
    weights = (tmp_path / "model.safetensors").read_bytes()
    (tmp_path / "model.safetensors").write_bytes(weights[:-8])
    times: list[str] = []
    read = pretrained._read
    monkeypatch.setattr(pretrained, "_read", lambda name, folder: times.append(name) or read(name, folder))
    for _ in range(3):
        with pytest.raises(ModelError, match="damaged or cut short"):
            library.load(f"hf:{tmp_path}")
    assert len(times) == 1
    (tmp_path / "model.safetensors").write_bytes(weights)
    assert library.load(f"hf:{tmp_path}").predicts
    assert len(times) == 2


def test_a_reason_inside_a_sentence_is_translated_too(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = {
        "{name} cannot be shown: {reason}.": "{name} : {reason} !",
        "its files do not hold {name}": "ohne {name}",
    }
    monkeypatch.setattr(i18n, "_", lambda message: catalogue.get(message, message))
    error = ModelError(
        "{name} cannot be shown: {reason}.", name="x", reason=UnsupportedError("its files do not hold {name}", name="y")
    )
    assert str(error) == "x cannot be shown: its files do not hold y."
    assert i18n.told(error) == "x : ohne y !"
