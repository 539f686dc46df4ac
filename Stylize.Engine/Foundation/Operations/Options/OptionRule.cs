namespace Stylize.Engine.Operations.Options;

/// <summary>A rule between an option and another one.</summary>
public sealed class OptionRule
{
    private const string Only = "only with ";
    private const string Not = "not with ";

    private readonly RuleAttribute _declared;

    internal OptionRule(OptionDeclaration option, params ReadOnlySpan<RuleAttribute> declared)
    {
        _declared = declared[0];
        Option = option;
        Or = [.. declared[1..].ToArray().Select(other => new OptionRule(option, other))];
    }

    /// <summary>The option that declares the rule.</summary>
    public OptionDeclaration Option { get; }

    /// <summary>Name of the other option.</summary>
    public string Other => _declared.Other;

    /// <summary>The values of the other option that the rule is about; empty for any value but the default.</summary>
    public IReadOnlyList<object> Values => _declared.Values;

    /// <summary>A third option that lifts the rule with one of <see cref="UnlessValues"/>; null for none.</summary>
    public string? Unless => _declared.Unless;

    /// <summary>The values of <see cref="Unless"/> that lift the rule; empty for any value but the default.</summary>
    public IReadOnlyList<object> UnlessValues => _declared.UnlessValues;

    /// <summary>The values of the option itself that the rule is about; empty for all.</summary>
    public IReadOnlyList<object> When => _declared.When;

    /// <summary>Rules about further options; the rule is met if one of them is.</summary>
    public IReadOnlyList<OptionRule> Or { get; }

    /// <summary>True if the option has an effect only with the other one.</summary>
    public bool IsOnlyWith => _declared is OnlyWithAttribute or ImpliesAttribute;

    /// <summary>True if the options contradict each other.</summary>
    public bool IsNotWith => _declared is NotWithAttribute;

    /// <summary>True if the option resets the other one.</summary>
    public bool IsInsteadOf => _declared is InsteadOfAttribute;

    /// <summary>True if the option sets the other one to the only one of <see cref="Values"/>.</summary>
    public bool IsImplied => _declared is ImpliesAttribute;

    /// <summary>True if some values of the option set the other one.</summary>
    public bool IsSuggestion => _declared is SuggestsAttribute;

    /// <summary>Returns true if a value of the option sets the other one to the only one of <see cref="Values"/>,
    /// unless the user gives it.
    /// </summary>
    internal bool Suggests(object value) => _declared is SuggestsAttribute suggestion && suggestion.Applies(value);

    /// <summary>True if only an option that the user gives is refused.</summary>
    internal bool IsOnlyGiven => _declared.OnlyGiven;

    /// <summary>True if the option sets the other one only without a preset.</summary>
    public bool IsWithoutPreset => _declared is ImpliesAttribute { WithoutPreset: true };

    /// <summary>Returns the rule in words, such as "only with {Fit} Pad"; null if the option simply replaces
    /// others.</summary>
    /// <param name="spell">Returns the spelling of a value.</param>
    public string? Words(Func<string, string> spell)
    {
        var with = With(spell);
        return _declared switch
        {
            ImpliesAttribute { WithoutPreset: false } =>
                $"sets {{{Other}}} to {Alternatives(Values, spell)}{Exception(spell)}",
            SuggestsAttribute suggestion =>
                $"{suggestion.Condition} set {{{Other}}} to {Alternatives(Values, spell)} if it is not given",
            RequiresAttribute => $"{Alternatives(When, spell)} requires {{{Other}}}",
            AtLeastAttribute => Bound,
            OnlyWithAttribute or ImpliesAttribute => $"{Own(spell)}{Only}{with}",
            NotWithAttribute => $"{Own(spell)}{Not}{with}{Exception(spell)}",
            _ => null,
        };
    }

    /// <summary>Returns rules in words, such as "only with {Width} and {Height}, not with {Palette}"; empty without
    /// rules.</summary>
    /// <inheritdoc cref="Words" path="/param"/>
    public static string Describe(IEnumerable<OptionRule> rules, Func<string, string> spell)
    {
        string[] words = [.. rules.Select(rule => rule.Words(spell)).OfType<string>()];
        string[] only = [.. words.Where(text => text.StartsWith(Only, StringComparison.Ordinal))
            .Select(text => text[Only.Length..])];
        string[] not =
            [.. words.Where(text => text.StartsWith(Not, StringComparison.Ordinal)).Select(text => text[Not.Length..])];
        var others = words.Where(
            text => !text.StartsWith(Only, StringComparison.Ordinal)
                && !text.StartsWith(Not, StringComparison.Ordinal));
        return string.Join(", ", ((string[])
        [
            only.Length == 0 ? "" : Only + string.Join(" and ", only),
            not.Length == 0 ? "" : Not + OptionWords.Alternatives(not), .. others,
        ]).Where(text => text.Length > 0));
    }

    /// <summary>Returns the other options with their values: "{Pen} or {Format} hpgl".</summary>
    private string With(Func<string, string> spell) => OptionWords.Alternatives(
        [
            .. Or.Prepend(this).Select(
                rule => rule.Values.Count == 0
                    ? $"{{{rule.Other}}}" : $"{{{rule.Other}}} {Alternatives(rule.Values, spell)}"),
        ]);

    private string Bound => $"{(_declared is AtLeastAttribute { Above: true } ? "more than" : "at least")} "
        + $"{(Option.Sibling(Other) is { IsList: true } ? "the number of " : "")}{{{Other}}}";

    private string Own(Func<string, string> spell) => When.Count > 0 ? $"{Alternatives(When, spell)} " : "";

    private string Exception(Func<string, string> spell) => Unless is null ? ""
        : UnlessValues.Count == 0 ? $" unless {{{Unless}}} is given"
        : $" unless {{{Unless}}} is {Alternatives(UnlessValues, spell)}";

    /// <summary>Returns true if a value of the other option is one of those of the rule, or has one of them as a
    /// flag.</summary>
    internal bool Matches(object? value) => IsOneOf(value, Values);

    private static bool IsOneOf(object? value, IReadOnlyList<object> values) => value is not null && values.Any(
        wanted => Equals(value, wanted)
        || (value is Enum flags && flags.GetType().IsDefined(typeof(FlagsAttribute), false)
            && (Bits(flags) & Bits(wanted)) != 0));

    /// <summary>Returns the failure of options that break the rule; null if they follow it.</summary>
    /// <param name="scope">The records that hold the options.</param>
    internal StylizeException? Refusal(RuleScope scope)
    {
        var value = scope.Value(Option);
        if ((When.Count > 0
            ? !When.Contains(value) || (_declared.OnlyGiven && !scope.IsGiven(Option)) : !IsUsed(scope, value))
            || scope.Find(Other) is not { } other)
        {
            return null;
        }

        if (Unless is not null && scope.Find(Unless) is { } third
            && (UnlessValues.Count > 0 ? IsOneOf(scope.Value(third), UnlessValues) : scope.IsSet(third)))
        {
            return null;
        }

        var otherValue = scope.Value(other);
        var name = When.Count > 0 ? $"{{{Option.Name}}} {value}" : $"{{{Option.Name}}}";
        switch (_declared)
        {
            case OnlyWithAttribute when Or.Count > 0:
                return Or.Prepend(this).Any(rule => rule.IsMet(scope))
                    ? null : Errors.RequiresOneOf.With(Option.Name, name, With(value => value));
            case OnlyWithAttribute or ImpliesAttribute when !IsMet(scope):
                return StylizeException.OnlyWith(
                    Option.Name, Other, Values.Count > 0 ? Alternatives(Values, value => value) : null,
                    When.Count > 0 ? $"{value}" : null);
            case NotWithAttribute when Values.Count > 0 ? Matches(otherValue) : scope.Conflicts(other):
                return Errors.CannotCombine.With(
                    Option.Name, name, $"{{{Other}}}{(Values.Count > 0 ? $" {otherValue}" : "")}",
                    Exception(value => value));
            case RequiresAttribute when !scope.IsSet(other):
                return Errors.Requires.With(Other, name, Option.Name);
            case AtLeastAttribute { Above: var above }
                when Number(value) is { } number && Number(otherValue) is { } bound
                    && (above ? number <= bound : number < bound):
                return StylizeException.Option(Option.Name, value, Invariant($"{Bound}, which is {bound}"));
            default:
                return null;
        }
    }

    /// <summary>Returns true if the other option has a value that the rule needs.</summary>
    private bool IsMet(RuleScope scope) => scope.Find(Other) is { } other
        && (Values.Count > 0 ? Matches(scope.Value(other))
            : other.Kind == OptionKind.Switch ? scope.Value(other) is true
            : scope.IsSet(other));

    /// <summary>Returns true if the rule excludes a value of its option because of the text of the other one.</summary>
    internal bool Excludes(object value, OptionDeclaration? other, string? text) =>
        Unless is null && When.Contains(value) && other is not null && text is not null
        && OptionValue.TryRead(other.ElementType, text, out var read) && Excludes(read);

    /// <summary>Returns true if the rule excludes a value of the other option because of the text of its
    /// option.</summary>
    internal bool Excludes(string? text, object otherValue) =>
        (Unless is null || IsImplied) && text is not null and not "false" && Excludes(otherValue)
        && (When.Count == 0 || (OptionValue.TryRead(Option.ElementType, text, out var own) && When.Contains(own)));

    private bool Excludes(object? otherValue) => Values.Count > 0 && Or.Count == 0
        && (IsOnlyWith ? !Matches(otherValue) : IsNotWith && Matches(otherValue));

    private bool IsUsed(RuleScope scope, object? value) => _declared switch
    {
        { OnlyGiven: true } =>
            scope.IsGiven(Option) && value is not null && !(value is false && Option.Default is false),
        NotWithAttribute => scope.Conflicts(Option),
        ImpliesAttribute { WithoutPreset: true } => scope.IsGiven(Option) && value is not null,
        AtLeastAttribute => true,
        InsteadOfAttribute or SuggestsAttribute => false,
        _ => scope.IsSet(Option) || (scope.IsGiven(Option) && value is not false),
    };

    internal static ulong Bits(object flags) => Convert.ToUInt64(flags, CultureInfo.InvariantCulture);

    private static double? Number(object? value) => value switch
    {
        null => null,
        IEnumerable list => list.Cast<object>().Count(),
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };

    private static string Alternatives(IReadOnlyList<object> values, Func<string, string> spell) =>
        OptionWords.Alternatives([.. values.Select(value => spell(OptionWords.Invariant(value)))]);
}

/// <summary>The records of an operation that rules compare, and the options that the user gave one by one.</summary>
internal sealed class RuleScope(IReadOnlyCollection<OptionDeclaration> given, params IReadOnlyList<object> records)
{
    /// <summary>True if the records are complete: options that are not offered get their values after those of the
    /// user.</summary>
    public bool IsComplete { get; init; }

    public bool IsGiven(OptionDeclaration option) => given.Contains(option);

    /// <summary>Returns an option of any of the records; null if none has it.</summary>
    public OptionDeclaration? Find(string name) =>
        records.Select(record => OptionSet.ForRecord((IOptionRecord)record).Find(name, IsComplete))
            .FirstOrDefault(found => found is not null);

    public object? Value(OptionDeclaration option) => option.Get(records.First(record => option.IsOf(record)));

    /// <summary>Returns true if the value differs from the default.</summary>
    public bool IsSet(OptionDeclaration option) => !OptionSet.AreEqual(Value(option), option.Default);

    /// <summary>Returns true if the value can contradict others: the default of a choice or switch cannot.</summary>
    public bool Conflicts(OptionDeclaration option) =>
        IsSet(option) || (option.Kind is not (OptionKind.Switch or OptionKind.Choice) && IsGiven(option));
}
