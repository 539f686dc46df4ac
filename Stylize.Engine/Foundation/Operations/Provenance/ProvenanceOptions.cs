namespace Stylize.Engine.Operations.Provenance;

/// <summary>Converts options records to provenance options and back.</summary>
internal static class ProvenanceOptions
{
    /// <summary>Returns the options that differ from their defaults, files with their SHA-256.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a file that an option names cannot be read.</exception>
    public static IReadOnlyList<ProvenanceOption> FromRecord(object options)
    {
        var set = OptionSet.ForRecord(options.GetType());
        return [.. set.Differences(options, set.Defaults)
            .Select(difference => Describe(set.Find(difference.Key)!, difference.Value))];
    }

    /// <summary>Returns the options by name, with values for scripts.</summary>
    /// <param name="sets">Their declarations. Undeclared options keep their text.</param>
    public static IReadOnlyList<KeyValuePair<string, object?>> Values(
        IEnumerable<ProvenanceOption> options, params IReadOnlyList<OptionSet> sets) =>
        [.. options.Select(option => new KeyValuePair<string, object?>(
            option.Name,
            ScriptValue.Read(
                sets.Select(set => set.Find(option.Name)).FirstOrDefault(found => found is not null), option.Value)))];

    /// <summary>Returns a record with the options in the provenance of a file.</summary>
    /// <param name="file">Full path of the file; its folder is searched for files that options name.</param>
    /// <param name="given">Names of options that the user gives; they are skipped.</param>
    /// <param name="others">Further options records of the operation, whose options are skipped.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: another operation or a newer version created the file, or a file that an option names is missing.
    /// </exception>
    public static TOptions Like<TOptions>(
        ProvenanceRecord record, string operation, string file, IOptionInputs inputs, IReadOnlyCollection<string> given,
        params IReadOnlyList<Type> others)
        where TOptions : class, IOptionRecord, new()
    {
        if (record.Operation != operation) throw Errors.LikeOperation.With("Like", file, record.Operation, operation);

        if (record.Options is not { } options) throw Errors.LikeChecksum.With("Like", file);

        var set = OptionSet.ForRecord<TOptions>();
        var found = new FoundFiles(inputs, file);
        var words = new List<KeyValuePair<string, object?>>();
        var absent = new List<OptionDeclaration>();
        foreach (var option in options)
        {
            if (set.Find(option.Name) is not { } declared)
            {
                if (others.Any(type => OptionSet.ForRecord(type).Find(option.Name) is not null)) continue;

                if (set.Former.FirstOrDefault(former => former.Name == option.Name) is { } former)
                {
                    if (former.IsUnset(option.Value)) continue;

                    throw Errors.LikeFormer.With("Like", file, record.Program, former.Name, former.Now);
                }

                throw Errors.LikeOption.With("Like", file, record.Program, PrintableText.Short(option.Name));
            }

            if (given.Any(name => declared.IsNamed(name)
                || declared.Rules.Any(rule => rule.IsInsteadOf && rule.Other == name)))
            {
                continue;
            }

            if (option.Value.Length == 0)
            {
                absent.Add(declared);
            }
            else
            {
                words.Add(new(declared.Name, option.FileSha256 is { } hash ? found.Find(option, hash) : option.Value));
            }
        }

        var result = OptionSet.ApplyKnown(new TOptions(), words, found);
        absent.ForEach(option => option.Set(result, null));
        return result;
    }

    private static ProvenanceOption Describe(OptionDeclaration option, object? value)
    {
        if (value is Palette { FileSha256: { } file } palette)
        {
            return new(option.Name, Path.GetFileName(palette.Name)) { FileSha256 = file };
        }

        var text = OptionText.Format(option, value);
        if (option.Kind != OptionKind.File || text.Length == 0 || option.Declared.Words.Contains(text))
        {
            return new(option.Name, text);
        }

        try
        {
            var source = value as ImageSource ?? ImageSource.File(text);
            return new(option.Name, Path.GetFileName(Path.TrimEndingDirectorySeparator(text)))
            {
                FileSha256 = SourceHash.Compute(source),
            };
        }
        catch (StylizeException failure)
        {
            throw Errors.OptionFile.From(failure, option.Name, failure.Message, failure.Advice);
        }
    }
}

/// <summary>
/// Finds the files that options in untrusted provenance name: files of the same name and content next to the output or
/// in the current folder. Never opens a path from the provenance.
/// </summary>
internal sealed class FoundFiles(IOptionInputs inputs, string file) : IOptionInputs
{
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    public IImageCodec Codec => inputs.Codec;

    /// <summary>Returns the full path of the file of an option.</summary>
    /// <param name="hash">SHA-256 of the content.</param>
    /// <exception cref="StylizeException">OptionInvalid: the file is missing, or its name is a path.</exception>
    public string Find(ProvenanceOption option, string hash)
    {
        var name = option.Value;
        if (name is "." or ".." || name.Any(letter => letter is '/' or '\\' or ':' || char.IsControl(letter)))
        {
            throw Refuse(name, option.Name);
        }

        foreach (var path
            in new[] { inputs.FullPath(name, option.Name), Path.Combine(Path.GetDirectoryName(file)!, name) })
        {
            if (Matches(path, hash))
            {
                _found.Add(path);
                return path;
            }
        }

        throw Errors.LikeFile.With("Like", file, option.Name, name);
    }

    /// <summary>Returns a path that <see cref="Find"/> returned before.</summary>
    /// <exception cref="StylizeException">OptionInvalid: any other path.</exception>
    public string FullPath(string path, string option) => _found.Contains(path) ? path : throw Refuse(path, option);

    private static bool Matches(string path, string hash) => StylizeException.OrDefault(
        () => Path.Exists(path) && SourceHash.Compute(ImageSource.File(path)) == hash);

    private StylizeException Refuse(string path, string option) => 
        Errors.LikePath.With("Like", file, option, PrintableText.Short(path));
}
