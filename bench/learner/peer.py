"""The same work by scikit-learn. Argument 1: a corpus with the columns text, intent, split. Prints JSON in one line."""
import csv, json, sys, time
import sklearn
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
texts = {s: [r["text"] for r in rows if r["split"] == s] for s in ("train", "test")}
labels = {s: [r["intent"] for r in rows if r["split"] == s] for s in ("train", "test")}


def fastest(runs, work):
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - begun)
    return min(times), result


features = make_union(
    TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
    TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True),
)
fit_seconds, model = fastest(3, lambda: LinearSVC(C=1).fit(features.fit_transform(texts["train"]), labels["train"]))
predicted = model.predict(features.transform(texts["test"]))
hashing = make_union(HashingVectorizer(ngram_range=(1, 2)), HashingVectorizer(analyzer="char_wb", ngram_range=(2, 4)))
short = [text[:52] for text in texts["train"] if len(text) >= 52]
hash_seconds, _ = fastest(3, lambda: hashing.transform(short))
print(json.dumps({
    "version": sklearn.__version__,
    "fit_seconds": fit_seconds,
    "accuracy": sum(a == b for a, b in zip(predicted, labels["test"])) / len(predicted),
    "texts_per_second": len(short) / hash_seconds,
}))
