namespace Stylize.Engine.Runs.Targets;

/// <summary>Reads lists of inputs: one path per line, or paths that end with NUL.</summary>
internal static class ListedPaths
{
    /// <summary>Maximum length of a path; a file with longer lines is not a list.</summary>
    private const int MaxLength = 64 * 1024;

    /// <summary>Maximum length of a list, which protects against endless pipes.</summary>
    private const long MaxCharacters = 256L << 20;

    /// <summary>Returns the input of a path.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="isRequired">True for a failure if the path does not exist. Missing inputs of a list share one
    /// cause.</param>
    public static RunInput Input(string path, bool isRequired) =>
        !isRequired || Path.Exists(path) || FrameSequence.Exists(path)
            ? new RunInput(path)
            : new RunInput(path, InputFile.IsUndecodable(path)
                ? InputFile.Missing(path, null) : Errors.ListedMissing.With(path));

    /// <summary>Returns the paths of a list lazily; skips empty lines.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the list cannot be read or is not a list.</exception>
    public static IEnumerable<string> Read(string path, bool nul)
    {
        Stream stream;
        try
        {
            stream = InputFile.OpenList(path);
        }
        catch (StylizeException failure)
        {
            throw Errors.ListUnreadable.From(failure, nameof(BatchOptions.InputList), failure.Message);
        }

        return Read(stream, path, nul);
    }

    /// <summary>Returns the paths of a list lazily; skips empty lines.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the stream is not a list.</exception>
    public static IEnumerable<string> Read(Stream stream, string name, bool nul) =>
        Read(stream, name, nul, MaxCharacters);

    internal static IEnumerable<string> Read(Stream stream, string name, bool nul, long max)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true);
        var word = new StringBuilder();
        var characters = 0L;
        for (int next; (next = reader.Read()) >= 0;)
        {
            if (++characters > max)
            {
                throw Errors.ListTooLong.With(nameof(BatchOptions.InputList), name, max);
            }

            if (next == (nul ? '\0' : '\n'))
            {
                if (Take(word, nul) is { } path)
                {
                    yield return path;
                }
            }
            else if (next == '\0' || word.Length == MaxLength)
            {
                throw (next == '\0' ? Errors.ListHasNul : Errors.NotAList).With(nameof(BatchOptions.InputList), name);
            }
            else
            {
                word.Append((char)next);
            }
        }

        if (Take(word, nul) is { } last)
        {
            yield return last;
        }
    }

    private static string? Take(StringBuilder word, bool nul)
    {
        var path = nul ? word.ToString() : word.ToString().TrimEnd('\r');
        word.Clear();

        // "Copy as path" of Windows adds quotation marks.
        if (!nul && path is ['"', .. var inside, '"'] && !Path.Exists(path)) path = inside;
        return path.Length == 0 ? null : path;
    }
}
