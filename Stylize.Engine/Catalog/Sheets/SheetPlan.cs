using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>
/// The pictures of a preset sheet: the presets of an operation, or several values of one option.
/// </summary>
public sealed class SheetPlan
{
    /// <summary>Suffix of the file name of a sheet.</summary>
    public const string Suffix = ".presets.png";

    /// <summary>Maximum number of pictures of a sheet.</summary>
    public const int MaxPictures = 64;

    private const string Vary = "Vary";

    private SheetPlan(IReadOnlyList<SheetVariant> variants) => Variants = variants;

    /// <summary>The pictures in order.</summary>
    public IReadOnlyList<SheetVariant> Variants { get; }

    /// <summary>Creates a plan from user input.</summary>
    /// <param name="operation">Name of the operation; null for the one with the option to vary, or for pixel art and dot art.</param>
    /// <param name="vary">
    /// An option and its values, such as "DotCount=5000,20000,80000", or the name of a choice, such as "Palette", for all its values.
    /// Null for the presets.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid: unknown operation, preset, option or value.</exception>
    public static SheetPlan Read(string? operation, string? preset, string? vary, IOptionInputs inputs)
    {
        if (vary is null)
        {
            if (preset is not null)
            {
                throw new StylizeException(StylizeError.OptionInvalid, "Preset", "{Preset} requires {Vary}.",
                    "Add {Vary}, or omit {Preset} to compare all presets.");
            }

            return Presets(operation);
        }

        var end = vary.IndexOf('=', StringComparison.Ordinal);
        var name = (end < 0 ? vary : vary[..end]).Trim();
        var found = operation is not null ? OperationCatalog.Find(operation)
            : OperationCatalog.WithPresets.FirstOrDefault(o => OptionSet.Of(o.OptionsType).Find(name) is not null)
            ?? throw NoOption(name, null);
        var option = OptionSet.Of(found.OptionsType).Find(name) ?? throw NoOption(name, found);
        string[] values = end < 0 ? All(option, vary) : Divide(option, vary[(end + 1)..]);
        if (values.Length is 0 or > MaxPictures) throw StylizeException.Option(Vary, vary, $"an option with 1 to {MaxPictures} values");

        var start = new UserPresets().Load(found, preset ?? "Default");
        return new SheetPlan([.. values.Select(value => Variant(found, start, option, value, inputs))]);
    }

    private static SheetPlan Presets(string? operation)
    {
        OperationDefinition[] operations = operation is null
            ? [.. OperationCatalog.WithPresets.Where(o => o.IsOnSheets)]
            : [OperationCatalog.Find(operation)];
        var saved = new UserPresets();
        return new SheetPlan([.. operations.SelectMany(found => saved.AllNames(found).Select(name =>
            new SheetVariant(operations.Length > 1 ? $"{found.PascalName} {name}" : name, found, saved.Load(found, name))))]);
    }

    private static SheetVariant Variant(
        OperationDefinition operation, IOperationOptions start, OptionDeclaration option, string value, IOptionInputs inputs)
    {
        // With default options, an option of one method can select that method.
        var isFree = operation.DifferencesFromDefault(start).Count == 0 || option.Name == nameof(DotArt.DotArtOptions.Distribution);
        var options = operation.ReadOptions(
            new StartOptions(operation.Name, inputs) { Options = isFree ? null : start, Given = [new(option.Name, value)] });
        options.Validate();
        return new SheetVariant($"{option.Name} {value}", operation, options);
    }

    private static string[] All(OptionDeclaration option, string vary) => option.Kind switch
    {
        OptionKind.Palette or OptionKind.Colors => [.. NamedPalettes.Names],
        OptionKind.Switch => ["false", "true"],
        _ when option.Range.Values.Count > 0 => [.. option.Range.Values.Select(OptionWords.Invariant)],
        _ => throw StylizeException.Option(Vary, vary, $"an option with values, such as {option.Name}=5,10,20"),
    };

    /// <summary>Splits values at commas, and lists of lists at semicolons: red,white;black,white.</summary>
    private static string[] Divide(OptionDeclaration option, string values) => values.Split(
        values.Contains(';', StringComparison.Ordinal) || (option.IsList && option.Kind == OptionKind.List) ? ';' : ',',
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static StylizeException NoOption(string name, OperationDefinition? operation) => StylizeException.NoSuch(
        Vary, operation is null ? "option" : $"option of {operation.PascalName}", name,
        (operation is null ? OperationCatalog.WithPresets : [operation])
            .SelectMany(o => OptionSet.Of(o.OptionsType).All).Select(option => option.Name).Distinct());
}

/// <summary>A picture of a sheet.</summary>
/// <param name="Label">Text below the picture.</param>
public sealed record SheetVariant(string Label, OperationDefinition Operation, IOperationOptions Options);
