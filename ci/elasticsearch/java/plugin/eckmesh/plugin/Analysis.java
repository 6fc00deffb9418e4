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
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.AbstractTokenizerFactory;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Stands for the module analysis-common: the tokenizer and the filters without which the index .security cannot be created. */
final class Analysis {
    private Analysis() {}

    static final class PatternCapture extends AbstractTokenFilterFactory {
        private final boolean original;
        private final Pattern[] patterns;

        PatternCapture(IndexSettings index, Environment environment, String name, Settings settings) {
            super(name);
            List<String> given = settings.getAsList("patterns", null, false);
            if (given == null) {
                throw new IllegalArgumentException("token filter [" + name + "] has no [patterns]");
            }
            patterns = given.stream().map(Pattern::compile).toArray(Pattern[]::new);
            original = settings.getAsBoolean("preserve_original", true);
        }

        @Override
        public TokenStream create(TokenStream input) {
            return new PatternCaptureGroupTokenFilter(input, original, patterns);
        }
    }

    static final class Unique extends AbstractTokenFilterFactory {
        Unique(IndexSettings index, Environment environment, String name, Settings settings) {
            super(name);
        }

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

    static final class UrlAndEmail extends AbstractTokenizerFactory {
        private final int longest;

        UrlAndEmail(IndexSettings index, Environment environment, String name, Settings settings) {
            super(name);
            longest = settings.getAsInt("max_token_length", StandardAnalyzer.DEFAULT_MAX_TOKEN_LENGTH);
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
