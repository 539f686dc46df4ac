using Stylize.Engine.Catalog;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Drawings;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Studio.Inputs;
using Stylize.Studio.Messages;

namespace Stylize.Studio.Session;

/// <summary>Describes the inputs, the operations with their options and presets, the palettes and the pens, for the
/// page.</summary>
internal static class SessionDescription
{
    /// <param name="maxBytes">Maximum size of a file that the page adds.</param>
    public static Fields Describe(InputList inputs, StudioStart start, long maxBytes) => new()
    {
        ["version"] = ProvenanceRecord.ThisVersion,
        ["inputs"] = inputs.All.Select(input => new Fields
        {
            ["id"] = input.Id, ["name"] = input.Name, ["width"] = input.Width, ["height"] = input.Height, ["pages"] =
                input.Pages,
            ["kind"] = Lower(input.Kind), ["isAdded"] = input.IsAdded,
            ["reducedFrom"] = start.ReducedFrom(input.Path),
        }),
        ["folder"] = inputs.Folder is { } folder ? Path.GetFileName(folder) : null,
        ["unreadable"] = inputs.Unreadable.Select(
            file => new Fields { ["name"] = Path.GetFileName(file.Path), ["error"] = file.Message }),
        ["hasFiles"] = start.HasFiles,
        ["maxBytes"] = maxBytes,
        ["operations"] =
            OperationCatalog.All.Where(operation => start.HasFiles || operation.Kind != OperationKind.Plate)
                .Select(operation => Operation(operation, inputs)).Where(o => o is not null),
        ["spellings"] = FormatSupport.Names.Concat(OptionWords.Abbreviations),
        ["palettes"] = BuiltInPalettes.Names.Select(name => new Fields
        {
            ["name"] = name, ["colors"] = BuiltInPalettes.Find(name)!.Colors.Select(color => color.ToHex()),
        }),
        ["pens"] = PenSets.Known.SelectMany(set => set.Value.Select(pen => new Fields
        {
            ["name"] = pen.Name ?? set.Key, ["color"] = pen.Color.ToHex(), ["width"] = pen.Width, ["set"] = set.Key,
        })),
    };

    private static Fields? Operation(OperationDefinition operation, InputList inputs)
    {
        var suitable = inputs.All.Where(input => input.Suits(operation)).Select(input => input.Id).ToArray();
        return suitable.Length == 0 ? null : new Fields
        {
            ["name"] = operation.Name,
            ["title"] = char.ToUpperInvariant(operation.Name[0]) + operation.Name[1..].Replace('-', ' '),
            ["cmdlet"] = operation.Cmdlet,
            ["summary"] = operation.Summary,
            ["isOfInput"] = operation.Outputs is not null,
            ["inputs"] = suitable,
            ["presets"] = Presets(operation),
            ["options"] = SessionOptions.ForOperation(operation).Select(Option),
        };
    }

    private static IEnumerable<Fields> Presets(OperationDefinition operation)
    {
        var owner = operation.PresetOwner ?? operation;
        if (!owner.HasPresets) return [Preset("Default", false, operation, null)];

        var saved = new UserPresets();
        return [.. saved.ListedNames(owner, all: false, _ => { }).Select(name => Load(name)).OfType<Fields>()];

        // A damaged file of the user is left out; `stylize presets` reports it.
        Fields? Load(string name) => StylizeException.OrDefault(
            () => Preset(name, !owner.Presets.ContainsKey(name), operation, saved.Load(owner, name)));
    }

    /// <summary>Describes a preset with all values as text.</summary>
    public static Fields Preset(
        string name, bool isSaved, OperationDefinition operation, IOperationOptions? options) => new()
        {
            ["name"] = name,
            ["saved"] = isSaved,
            ["values"] =
                operation.OptionTypes.SelectMany(
                    type => Values(type, options is null ? null : operation.FromPreset(options)))
                    .DistinctBy(value => value.Key).ToDictionary(value => value.Key, value => (object?)value.Value),
        };

    /// <summary>Returns the values of the records of a run as text.</summary>
    public static Dictionary<string, object?> Values(IEnumerable<object> records) => records
        .SelectMany(record => OptionSet.ForRecord((IOptionRecord)record).All
            .Select(option => KeyValuePair.Create(option.Name, (object?)OptionText.Format(option, option.Get(record)))))
        .DistinctBy(value => value.Key).ToDictionary();

    private static IEnumerable<KeyValuePair<string, string>> Values(Type type, IOperationOptions? options)
    {
        var record = options?.GetType() == type ? options : OptionSet.ForRecord(type).New();
        return OptionSet.ForRecord(type).All.Where(option => option.Declared.Group != HelpGroup.Batch)
            .Select(option => KeyValuePair.Create(option.Name, OptionText.Format(option, option.Get(record))));
    }

    private static Fields Option(OptionDeclaration option)
    {
        var declared = option.Declared;
        return new Fields
        {
            ["name"] = option.Name,
            ["kind"] = Lower(option.Kind),
            ["group"] = Lower(declared.Group),
            ["help"] = StylizeException.Spell(declared.Help, name => name),
            ["facts"] = Facts(option),
            ["unit"] = declared.Unit,
            ["min"] = Bound(declared.Min),
            ["above"] = Bound(declared.Above),
            ["max"] = Bound(declared.Max),
            ["odd"] = declared.Odd,
            ["choices"] = Choices(option),
            ["words"] = declared.Words,
            ["allowsNone"] = declared.AllowsNone,
            ["default"] = OptionText.Format(option, option.Default),
            ["defaultText"] = declared.Default is { } text ? StylizeException.Spell(text, name => name) : null,
            ["placeholder"] = declared.ValueName,
            ["rules"] = option.Rules.Where(rule => rule.IsOnlyWith || rule.IsNotWith || rule.IsInsteadOf).Select(Rule),
            ["line"] = "--" + OptionWords.Kebab(option.Name),
        };
    }

    /// <summary>Returns the range and the default as a sentence; empty if both are clear.</summary>
    private static string Facts(OptionDeclaration option)
    {
        var isNumber = option.Kind is OptionKind.Integer or OptionKind.Number;
        var range = !option.Range.IsBounded || option.Range.Values.Count > 0 ? null
            : isNumber && option.Declared.Unit is { } unit ? $"{option.Range.Text} {unit}" : option.Range.Text;
        var usual = option.Declared.Default is { } text ? StylizeException.Spell(text, name => name)
            : option.Kind == OptionKind.Switch ? "" : OptionText.Format(option, option.Default);
        var facts = string.Join("; ", new[] { range, usual.Length == 0 ? null : $"default: {usual}" }.OfType<string>());
        return facts.Length == 0 ? "" : $"{char.ToUpperInvariant(facts[0])}{facts[1..]}.";
    }

    private static Fields Rule(OptionRule rule) => new()
    {
        ["kind"] = rule.IsImplied ? "implies" : rule.IsOnlyWith ? "onlyWith" : rule.IsNotWith ? "notWith" : "insteadOf",
        ["other"] = rule.Other,
        ["values"] = rule.Values.SelectMany(Names),
        ["others"] = rule.Or.Prepend(rule).Select(
            one => new Fields { ["other"] = one.Other, ["values"] = one.Values.SelectMany(Names) }),
        ["when"] = rule.When.Select(OptionWords.Invariant),
        ["unless"] = rule.Unless,
        ["unlessValues"] = rule.UnlessValues.Select(OptionWords.Invariant),
        ["text"] = rule.Words(value => value) is { } words
            ? $"{StylizeException.Spell(char.ToUpperInvariant(words[0]) + words[1..], name => name)}."
            : null,
    };

    /// <summary>Returns the name of a value; of flags, the names that share one with it.</summary>
    private static IEnumerable<string> Names(object value) =>
        value is Enum flags && value.GetType().IsDefined(typeof(FlagsAttribute), false)
        ? Enum.GetNames(value.GetType())
            .Where(name => (OptionRule.Bits(Enum.Parse(value.GetType(), name)) & OptionRule.Bits(flags)) != 0)
        : [OptionWords.Invariant(value)];

    private static IEnumerable<string> Choices(OptionDeclaration option) =>
        option.Range.Values.Count > 0 ? option.Range.Values.Select(OptionWords.Invariant)
        : option.ElementType.IsEnum ? Enum.GetNames(option.ElementType)
        : [];

    private static double? Bound(double bound) => double.IsNaN(bound) ? null : bound;

    private static string Lower<T>(T value)
        where T : struct, Enum => $"{value}".ToLowerInvariant();
}
