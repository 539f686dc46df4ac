using Stylize.Engine.Imaging;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>Options records to the options of a provenance, and back.</summary>
internal static class ProvenanceOptions
{
    /// <summary>The options that differ from their defaults; those that name a file with the SHA-256 of its bytes.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a file that an option names cannot be read.</exception>
    public static IReadOnlyList<ProvenanceOption> Of(object options)
    {
        var set = OptionSet.Of(options.GetType());
        return [.. set.Differences(options, set.Defaults).Select(difference => Of(set.Find(difference.Key)!, difference.Value))];
    }

    /// <summary>The options by name, each with its value as scripts use it.</summary>
    /// <param name="sets">Where they are declared. The value of one that is not is its text.</param>
    public static IReadOnlyList<KeyValuePair<string, object?>> Values(
        IEnumerable<ProvenanceOption> options, params IReadOnlyList<OptionSet> sets) =>
        [.. options.Select(option => new KeyValuePair<string, object?>(
            option.Name,
            ScriptValue.Read(sets.Select(set => set.Find(option.Name)).FirstOrDefault(found => found is not null), option.Value)))];

    /// <summary>The options of a file that exists: a record with the values that its provenance tells.</summary>
    /// <param name="file">Full path of the file, beside which files that options name are looked for.</param>
    /// <param name="given">Names of options for which the user gives values; they are left out.</param>
    /// <param name="beside">Further records of options that the operation has; they are passed over.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: another operation made the file, a version that this one is older than, or with a file that is not here.
    /// </exception>
    public static TOptions Like<TOptions>(
        ProvenanceRecord record, string operation, string file, IOptionInputs inputs, IReadOnlyCollection<string> given,
        params IReadOnlyList<Type> beside)
        where TOptions : class, new()
    {
        if (record.Operation != operation)
        {
            throw Refused(
                $"'{StylizeException.Verbatim(file)}' was made by {StylizeException.Verbatim(record.Operation)}, not by {operation}.",
                $"Use it with {StylizeException.Verbatim(record.Operation)}.");
        }

        if (record.Options is not { } options)
        {
            throw Refused(
                $"'{file}' keeps only a checksum of its options, so that they cannot be used again.", "Give the options themselves.");
        }

        var set = OptionSet.Of<TOptions>();
        var found = new FoundFiles(inputs, file);
        var words = new List<KeyValuePair<string, object?>>();
        var absent = new List<OptionDeclaration>();
        foreach (var option in options)
        {
            if (set.Find(option.Name) is not { } declared)
            {
                if (beside.Any(type => OptionSet.Of(type).Find(option.Name) is not null)) continue;

                throw Refused(
                    $"'{StylizeException.Verbatim(file)}' was made by {StylizeException.Verbatim(record.Program)} "
                    + $"with the option {StylizeException.Verbatim(PrintableText.Short(option.Name))}, which this version does not have.",
                    "Use the version that made it, or give the options themselves.");
            }

            if (given.Any(name => declared.IsNamed(name) || declared.InsteadOf.Contains(name))) continue;

            if (option.Value.Length == 0)
            {
                absent.Add(declared);
            }
            else
            {
                words.Add(new(declared.Name, option.FileSha256 is { } hash ? found.Find(option, hash) : option.Value));
            }
        }

        var laid = OptionSet.LayKnown(new TOptions(), words, found);
        absent.ForEach(option => option.Set(laid, null));
        return laid;
    }

    private static ProvenanceOption Of(OptionDeclaration option, object? value)
    {
        var text = OptionText.Of(option, value);
        if (option.Kind != OptionKind.File || text.Length == 0 || option.Declared.Words.Contains(text)) return new(option.Name, text);

        try
        {
            var source = value as ImageSource ?? ImageSource.File(text);
            var hash = source.Bytes is null && Directory.Exists(text) ? OfFolder(text) : SourceHash.Of(source);
            return new(option.Name, Path.GetFileName(Path.TrimEndingDirectorySeparator(text))) { FileSha256 = hash };
        }
        catch (StylizeException failure)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, option.Name,
                $"{{{option.Name}}}: {StylizeException.Verbatim(failure.Message)}", failure.Advice, failure);
        }
    }

    /// <summary>The SHA-256 of a line for each file of a folder: its name and the SHA-256 of its bytes.</summary>
    internal static string OfFolder(string folder)
    {
        var lines = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetFileName(file)}\t{SourceHash.Of(ImageSource.File(file))}\n");
        return SourceHash.Of(ImageSource.Memory(Encoding.UTF8.GetBytes(string.Concat(lines)), folder));
    }

    internal static StylizeException Refused(string message, string advice) =>
        new(StylizeError.OptionInvalid, "Like", message, advice);
}

/// <summary>
/// The files that the options of a foreign file may name: those of the same name and content that lie beside it or where the user is. No
/// path that the foreign file names is ever opened.
/// </summary>
internal sealed class FoundFiles(IOptionInputs inputs, string file) : IOptionInputs
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IImageCodec Codec => inputs.Codec;

    /// <summary>The full path of a file that an option was given.</summary>
    /// <param name="hash">SHA-256 of the file's content.</param>
    /// <exception cref="StylizeException">OptionInvalid: there is no such file, or its name is a path.</exception>
    public string Find(ProvenanceOption option, string hash)
    {
        var name = option.Value;
        if (name is "." or ".." || name.Any(letter => letter is '/' or '\\' or ':' || char.IsControl(letter)))
        {
            throw Refuse(name, option.Name);
        }

        foreach (var path in new[] { inputs.FullPath(name, option.Name), Path.Combine(Path.GetDirectoryName(file)!, name) })
        {
            if (IsThere(path, hash))
            {
                _found.Add(path);
                return path;
            }
        }

        throw ProvenanceOptions.Refused(
            $"'{StylizeException.Verbatim(file)}' was made with {{{option.Name}}} '{StylizeException.Verbatim(name)}', "
            + "and no file of that name and content lies here or beside it.",
            $"Use {{{option.Name}}}.");
    }

    /// <summary>A path that <see cref="Find"/> has given.</summary>
    /// <exception cref="StylizeException">OptionInvalid: any other path.</exception>
    public string FullPath(string path, string option) => _found.Contains(path) ? path : throw Refuse(path, option);

    private static bool IsThere(string path, string hash)
    {
        try
        {
            return Directory.Exists(path) ? ProvenanceOptions.OfFolder(path) == hash
                : File.Exists(path) && SourceHash.Of(ImageSource.File(path)) == hash;
        }
        catch (StylizeException)
        {
            return false;
        }
    }

    private StylizeException Refuse(string path, string option) => ProvenanceOptions.Refused(
        $"'{StylizeException.Verbatim(file)}' gives {{{option}}} '{StylizeException.Verbatim(PrintableText.Short(path))}', "
        + "which it must not name; it is not opened.",
        $"Use {{{option}}} to give your own value.");
}
