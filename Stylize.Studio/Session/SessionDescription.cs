using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.DotArt;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Studio.Inputs;

namespace Stylize.Studio.Session;

/// <summary>Describes the inputs, the operations with their options and presets, the palettes and the pens, for the page.</summary>
internal static class SessionDescription
{
    public static object Of(InputList inputs) => new
    {
        Version = typeof(StudioStart).Assembly.GetName().Version!.ToString(3),
        Inputs = inputs.All.Select(input => new
        {
            input.Id, input.Name, input.Width, input.Height, input.Pages, Kind = Lower(input.Kind),
        }),
        Folder = inputs.Folder is { } folder ? Path.GetFileName(folder) : null,
        CanRun = true,
        Operations = OperationCatalog.All.Select(operation => Operation(operation, inputs)).Where(o => o is not null),
        Palettes = NamedPalettes.Names.Select(name => new
        {
            Name = name, Colors = NamedPalettes.Get(name).Colors.Select(color => color.ToHex()),
        }),
        Pens = PenSets.Known.SelectMany(set => set.Value.Select(pen => new
        {
            Name = pen.Name ?? set.Key, Color = pen.Color.ToHex(), pen.Width, Set = set.Key,
        })),
    };

    private static object? Operation(OperationDefinition operation, InputList inputs)
    {
        var suitable = inputs.All.Where(input => input.Suits(operation)).Select(input => input.Id).ToArray();
        return suitable.Length == 0 ? null : new
        {
            operation.Name,
            Title = char.ToUpperInvariant(operation.Name[0]) + operation.Name[1..].Replace('-', ' '),
            operation.Cmdlet,
            operation.Summary,
            Kind = Lower(operation.Kind),
            Inputs = suitable,
            Presets = Presets(operation),
            Options = SessionOptions.Of(operation).Select(Option),
        };
    }

    private static IEnumerable<object> Presets(OperationDefinition operation)
    {
        var owner = operation.PresetOwner ?? operation;
        if (!owner.HasPresets) return [Preset("Default", false, operation, null)];

        var saved = new UserPresets();
        return [.. saved.AllNames(owner).Select(name => Load(name)).OfType<object>()];

        object? Load(string name)
        {
            try
            {
                return Preset(name, !owner.Presets.ContainsKey(name), operation, saved.Load(owner, name));
            }
            catch (StylizeException)
            {
                return null; // A damaged file of the user; `stylize presets` reports it.
            }
        }
    }

    /// <summary>Describes a preset with all values as text.</summary>
    public static object Preset(string name, bool isSaved, OperationDefinition operation, IOperationOptions? options) => new
    {
        Name = name,
        Saved = isSaved,
        Values = operation.OptionTypes.SelectMany(type => Values(type, options)).DistinctBy(value => value.Key).ToDictionary(),
    };

    private static IEnumerable<KeyValuePair<string, string>> Values(Type type, IOperationOptions? options)
    {
        var record = options?.GetType() == type ? options
            : type == typeof(PlateOptions) && options is SegmentationOptions segmentation
                ? new PlateOptions { Segmentation = segmentation }
            : Activator.CreateInstance(type)!;
        return OptionSet.Of(type).All.Where(option => option.Declared.Group != HelpGroup.Batch)
            .Select(option => KeyValuePair.Create(option.Name, OptionText.Of(option, option.Get(record))));
    }

    private static object Option(OptionDeclaration option)
    {
        var declared = option.Declared;
        return new
        {
            option.Name,
            Kind = Lower(option.Kind),
            Group = Lower(declared.Group),
            Help = StylizeException.Spell(declared.Help, name => name),
            declared.Unit,
            Min = Bound(declared.Min),
            Above = Bound(declared.Above),
            Max = Bound(declared.Max),
            declared.Odd,
            Choices = Choices(option),
            declared.Words,
            declared.AllowsNone,
            Default = OptionText.Of(option, option.Default),
            DefaultText = declared.Default is { } text ? StylizeException.Spell(text, name => name) : null,
            Placeholder = declared.ValueName,
            option.InsteadOf,
            option.NotWith,
            OnlyWith = option.OnlyWith is { } other
                ? new { Name = other, Values = declared.OnlyWithValues.Select(OptionWords.Invariant) }
                : null,
            Line = "--" + OptionWords.Kebab(option.Name),
        };
    }

    private static IEnumerable<string> Choices(OptionDeclaration option) =>
        option.Range.Values.Count > 0 ? option.Range.Values.Select(OptionWords.Invariant)
        : option.ElementType.IsEnum ? Enum.GetNames(option.ElementType)
        : [];

    private static double? Bound(double bound) => double.IsNaN(bound) ? null : bound;

    private static string Lower<T>(T value)
        where T : struct, Enum => $"{value}".ToLowerInvariant();
}
