namespace Stylize.Engine.Catalog;

/// <summary>Saved presets: one JSON file each, in a folder per operation.</summary>
/// <param name="folder">Full path of the folder; null for the application data of the user.</param>
internal sealed class UserPresets(string? folder = null)
{
    private readonly string _root = folder ?? Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "Stylize",
        "presets");

    /// <summary>Returns the sorted names of the saved presets of an operation, including those whose files cannot be
    /// read.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the folder cannot be read.</exception>
    public IReadOnlyList<string> Names(OperationDefinition operation)
    {
        var folder = Path.Combine(_root, operation.Word);
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.GetFileSystemEntries(folder, "*.json")
                    .Select(f => Path.GetFileNameWithoutExtension(f))
                    .Order(StringComparer.OrdinalIgnoreCase)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Errors.PresetsUnlisted.From(e, folder);
        }
    }

    /// <summary>Returns the names of the presets of an operation that lists and sheets show, built-in ones
    /// first.</summary>
    /// <param name="all">True for those too that lists leave out.</param>
    /// <inheritdoc cref="AllNames" path="/param"/>
    public IEnumerable<string> ListedNames(
        OperationDefinition operation, bool all, Action<StylizeException>? failed = null) =>
        AllNames(operation, failed).Where(name => all || operation.IsListed(name));

    /// <summary>Returns the names of the presets of an operation, built-in ones first.</summary>
    /// <param name="failed">Receives the failure if the folder of the saved presets cannot be read; null to throw
    /// it.</param>
    public IEnumerable<string> AllNames(OperationDefinition operation, Action<StylizeException>? failed = null)
    {
        try
        {
            return operation.Presets.Keys.Concat(Names(operation));
        }
        catch (StylizeException unreadable) when (failed is not null)
        {
            failed(unreadable);
            return operation.Presets.Keys;
        }
    }

    /// <summary>Saves the options that differ from the defaults or are given, under a name.</summary>
    /// <param name="given">Names of options, in any spelling, that the user set, also to their defaults.</param>
    /// <exception cref="StylizeException">The name is not a valid file name or belongs to a built-in preset, or the
    /// preset exists.</exception>
    public string Save(
        OperationDefinition operation, string name, IOperationOptions options, bool force,
        params IEnumerable<string> given)
    {
        if (ProblemOf(name) is { } problem)
        {
            throw StylizeException.Option(
                "Name", name, $"a name for files on all systems: {StylizeException.Verbatim(problem)}");
        }

        if (operation.Presets.Keys.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw Errors.PresetIsBuiltIn.With("Name", name);
        }

        options.Validate();
        var path = FileOf(operation, name);
        var set = OptionSet.ForRecord(options);
        var chosen = set.Differences(options, set.Defaults).Select(option => option.Key).Concat(given)
            .Select(name => set.Find(name)?.Place).OfType<string>().ToHashSet();
        AtomicFile.Write(path, force, stream => PresetJson.Write(stream, options, chosen));
        return path;
    }

    /// <summary>Returns the reason why a preset cannot have a name, as the end of a sentence; null if it can.</summary>
    private static string? ProblemOf(string name)
    {
        const char Joiner = '\u200d', NonJoiner = '\u200c';
        return name.Length == 0 ? "the name is empty"
            : name.StartsWith('.') ? "names cannot start with a dot"
            : name.IndexOfAny(['/', '\\']) is var at and >= 0 ? $"names cannot contain '{name[at]}'"
            : name.Any(letter => letter is not (Joiner or NonJoiner) && IsInvisible(char.GetUnicodeCategory(letter)))
                ? "names cannot contain control characters or characters that change the writing direction"
            : WindowsName.ProblemOfName(name);

        static bool IsInvisible(UnicodeCategory category) =>
            category is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
    }

    /// <summary>Removes a saved preset.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the preset is not saved, or is built in.</exception>
    public void Remove(OperationDefinition operation, string name)
    {
        var saved = Names(operation).FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (saved is null)
        {
            var names = Names(operation);
            throw operation.Presets.Keys.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? (names.Count == 0 ? Errors.NoSavedPreset : Errors.PresetNotSaved).With(
                    "Name", name, string.Join(", ", names))
                : StylizeException.NoSuch("Name", "saved preset", name, names);
        }

        var path = FileOf(operation, saved);
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Errors.PresetUndeleted.From(e, path);
        }
    }

    /// <summary>Returns a saved or built-in preset. Names ignore case.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the preset is unknown, or its file is damaged.</exception>
    public IOperationOptions Load(OperationDefinition operation, string name)
    {
        if (operation.Presets.TryGetValue(name, out var builtIn)) return builtIn;

        var saved = Names(operation).FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw StylizeException.NoSuch("Preset", "preset", name, AllNames(operation));
        return Read(operation, FileOf(operation, saved));
    }

    /// <summary>Returns saved or built-in presets. Names ignore case.</summary>
    /// <exception cref="StylizeException">OptionInvalid: a preset is unknown, or its file is damaged.</exception>
    public IReadOnlyList<NamedOptions> Named(OperationDefinition operation, IEnumerable<string> names) =>
        [.. names.Select(name => new NamedOptions(name, Load(operation, name)))];

    /// <summary>Returns the starting options: a complete record, a preset, or the defaults.</summary>
    /// <param name="shorthand">A preset that a switch selects, such as Fast; or null.</param>
    /// <exception cref="StylizeException">OptionInvalid: more than one start is given, or the preset is
    /// unknown.</exception>
    public static TOptions Start<TOptions>(
        string operation, string? preset, TOptions? options, string? shorthand = null)
        where TOptions : class, IOperationOptions
    {
        if (shorthand is not null && (preset is not null || options is not null))
        {
            throw StylizeException.MutuallyExclusive(
                shorthand, preset is null ? "Options" : "Preset", "both set the starting options");
        }

        if (preset is not null && options is not null)
        {
            throw StylizeException.MutuallyExclusive("Preset", "Options", "both set the starting options");
        }

        return options
            ?? (TOptions)new UserPresets().Load(OperationCatalog.Find(operation), preset ?? shorthand ?? "Default");
    }

    private static IOperationOptions Read(OperationDefinition operation, string path)
    {
        try
        {
            var options = PresetJson.Read(InputFile.ReadAll(path), operation.OptionsType, path);
            OptionSet.ForRecord(options).ResetIneffective(options);
            options.Validate();
            return options;
        }
        catch (JsonException e)
        {
            throw Unreadable(path, e.Path is { } place && place.StartsWith("$.", StringComparison.Ordinal)
                ? $"the value of {place[2..]} is invalid"
                : $"line {(e.LineNumber ?? 0) + 1} is not valid JSON", e);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            throw Unreadable(path, "it is not a preset of this operation", e);
        }
        catch (StylizeException e) when (e.Error == StylizeError.OptionInvalid && e.Target != path)
        {
            throw Unreadable(path, e.Message.TrimEnd('.'), e);
        }
        catch (StylizeException e) when (e.Error is StylizeError.ImageUnreadable or StylizeError.ImageTooLarge
            or StylizeError.ImageMissing)
        {
            throw Errors.PresetOptions.From(e, path, e.Message, e.Advice);
        }
    }

    private static StylizeException Unreadable(string path, string why, Exception? inner) =>
        Errors.PresetUnreadable.From(inner, path, why);

    private string FileOf(OperationDefinition operation, string name) =>
        Path.Combine(_root, operation.Word, name + ".json");
}
