using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Stylize.Engine.IO;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Catalog;

/// <summary>Presets that the user has saved: one JSON file each, in a folder for each operation.</summary>
public sealed class UserPresets
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    private readonly string _root;

    /// <param name="folder">Full path of the folder; default the user's application data.</param>
    public UserPresets(string? folder = null) => _root = folder ?? Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "Stylize",
        "presets");

    /// <summary>Names of an operation's saved presets, in order.</summary>
    public IReadOnlyList<string> Names(OperationDefinition operation)
    {
        var folder = Path.Combine(_root, operation.Word);
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.json")
                .Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.OrdinalIgnoreCase)]
            : [];
    }

    /// <summary>Names of an operation's presets: the built-in ones, then the saved ones.</summary>
    public IEnumerable<string> AllNames(OperationDefinition operation) => operation.Presets.Keys.Concat(Names(operation));

    /// <summary>Saves options under a name.</summary>
    /// <exception cref="StylizeException">The name is not one for a file or belongs to a built-in preset, or a preset is there
    /// already.</exception>
    public string Save(OperationDefinition operation, string name, IOperationOptions options, bool force)
    {
        if (name.Length == 0 || name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0 || name.StartsWith('.'))
        {
            throw StylizeException.Option("Name", name, "a name that a file can have");
        }

        if (operation.Presets.Keys.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, "Name", $"{{Name}} is '{name}', which is a built-in preset.", "Choose another name.");
        }

        options.Validate();
        var path = FileOf(operation, name);
        AtomicFile.Write(path, force, stream => JsonSerializer.Serialize(stream, options, operation.OptionsType, Json));
        return path;
    }

    /// <summary>Removes a saved preset.</summary>
    /// <exception cref="StylizeException">OptionInvalid: none of that name was saved, or it is built in.</exception>
    public void Remove(OperationDefinition operation, string name)
    {
        var saved = Names(operation).FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (saved is null)
        {
            var names = Names(operation);
            throw operation.Presets.Keys.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? new StylizeException(StylizeError.OptionInvalid, "Name", $"{{Name}} is '{name}', a built-in preset, and those stay.",
                    names.Count == 0 ? "No preset was saved." : $"Saved are {string.Join(", ", names)}.")
                : StylizeException.NoSuch("Name", "saved preset", name, names);
        }

        File.Delete(FileOf(operation, saved));
    }

    /// <summary>A preset by name, saved or built in, in any case.</summary>
    /// <exception cref="StylizeException">There is none of that name, or its file is damaged.</exception>
    public IOperationOptions Load(OperationDefinition operation, string name)
    {
        if (operation.Presets.TryGetValue(name, out var builtIn)) return builtIn;

        var saved = Names(operation).FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw StylizeException.NoSuch("Preset", "preset", name, AllNames(operation));
        return Read(operation, FileOf(operation, saved));
    }

    /// <summary>Presets by their names, saved or built in, in any case.</summary>
    /// <exception cref="StylizeException">There is none of one of the names, or its file is damaged.</exception>
    public IReadOnlyList<NamedOptions> Named(OperationDefinition operation, IEnumerable<string> names) =>
        [.. names.Select(name => new NamedOptions(name, Load(operation, name)))];

    /// <summary>What a command begins with: the options it was given, or the preset it names, or the defaults.</summary>
    /// <param name="shorthand">A preset for which a switch of its name was given, such as Fast; or null.</param>
    /// <exception cref="StylizeException">More than one of them was given, or there is no such preset.</exception>
    public static TOptions Start<TOptions>(string operation, string? preset, TOptions? options, string? shorthand = null)
        where TOptions : class, IOperationOptions
    {
        if (shorthand is not null && (preset is not null || options is not null))
        {
            throw StylizeException.Together(shorthand, preset is null ? "Options" : "Preset", "both say what to begin with");
        }

        if (preset is not null && options is not null) throw StylizeException.Together("Preset", "Options", "both say what to begin with");

        return options ?? (TOptions)new UserPresets().Load(OperationCatalog.Find(operation), preset ?? shorthand ?? "Default");
    }

    private static IOperationOptions Read(OperationDefinition operation, string path)
    {
        try
        {
            var bytes = InputFile.ReadAll(path);
            if (Flaw(bytes, operation.OptionsType) is { } flaw) throw Unreadable(path, flaw, null);

            var options = (IOperationOptions)JsonSerializer.Deserialize(bytes, operation.OptionsType, Json)!;
            options.Validate();
            return options;
        }
        catch (JsonException e)
        {
            var line = (e.LineNumber ?? 0) + 1;
            throw Unreadable(path, e.Path is { } place && place.StartsWith("$.", StringComparison.Ordinal)
                ? $"line {line} gives {place[2..]} a value that it cannot have"
                : $"line {line} is not JSON", e);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            throw Unreadable(path, "it is not a preset of this operation", e);
        }
        catch (StylizeException e) when (e.Error == StylizeError.OptionInvalid && e.Target != path)
        {
            throw Unreadable(path, e.Message.TrimEnd('.'), e);
        }
        catch (StylizeException e) when (e.Error is StylizeError.ImageUnreadable or StylizeError.ImageTooLarge or StylizeError.ImageMissing)
        {
            throw new StylizeException(StylizeError.OptionInvalid, path, $"The preset cannot be read: {e.Message}", e.Advice, e);
        }
    }

    /// <summary>
    /// What is wrong with a preset's names, which the serializer would tell in its own terms; null where they are options.
    /// </summary>
    private static string? Flaw(byte[] bytes, Type optionsType)
    {
        using var document = JsonDocument.Parse(bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object) return "it holds no options; they stand in braces";

        var known = Json.GetTypeInfo(optionsType).Properties;
        return document.RootElement.EnumerateObject().Select(property => property.Name)
            .FirstOrDefault(name => !known.Any(option => option.Name == name)) is { } unknown
            ? $"there is no option '{unknown}'"
            : null;
    }

    private static StylizeException Unreadable(string path, string why, Exception? inner) => new(
        StylizeError.OptionInvalid, path, $"The preset '{path}' cannot be read: {why}.", "Correct the file or delete it.", inner);

    private string FileOf(OperationDefinition operation, string name) => Path.Combine(_root, operation.Word, name + ".json");
}
