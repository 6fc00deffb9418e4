package eckmesh.plugin;

import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.email.UAX29URLEmailTokenizer;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Stands for the module analysis-common: the tokenizer and the filters without which the index .security cannot be created. */
final class Analysis {
    private Analysis() {}

    record PatternCapture(String name, boolean original, Pattern[] patterns) implements TokenFilterFactory {
        static PatternCapture of(IndexSettings index, Environment environment, String name, Settings settings) {
            List<String> given = settings.getAsList("patterns", null, false);
            if (given == null) {
                throw new IllegalArgumentException("token filter [" + name + "] has no [patterns]");
            }
            Pattern[] patterns = given.stream().map(Pattern::compile).toArray(Pattern[]::new);
            return new PatternCapture(name, settings.getAsBoolean("preserve_original", true), patterns);
        }

        @Override
        public TokenStream create(TokenStream input) {
            return new PatternCaptureGroupTokenFilter(input, original, patterns);
        }
    }

    record Unique(String name) implements TokenFilterFactory {
        @Override
        public TokenStream create(TokenStream input) {
            return new UniqueFilter(input);
        }
    }

    /** Drops each token that the stream has had before. */
    static final class UniqueFilter extends TokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final Set<String> seen = new HashSet<>();

        UniqueFilter(TokenStream input) {
            super(input);
        }

        @Override
        public boolean incrementToken() throws IOException {
            while (input.incrementToken()) {
                if (seen.add(term.toString())) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            seen.clear();
        }
    }

    record UrlAndEmail(String name, int longest) implements TokenizerFactory {
        static UrlAndEmail of(IndexSettings index, Environment environment, String name, Settings settings) {
            return new UrlAndEmail(name, settings.getAsInt("max_token_length", StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH));
        }

        static Tokenizer tokenizer() {
            return new UAX29URLEmailTokenizer();
        }

        @Override
        public Tokenizer create() {
            UAX29URLEmailTokenizer tokenizer = new UAX29URLEmailTokenizer();
            tokenizer.setMaxTokenLength(longest);
            return tokenizer;
        }
    }
}
