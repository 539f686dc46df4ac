namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Declares a rule between an option and another one. <see cref="OptionSet"/> applies the rules to the options that a
/// user gives, and to those of a record that differ from their defaults.
/// </summary>
/// <param name="other">Name of the other option, with the prefix of its group.</param>
/// <param name="values">The values of the other option that the rule is about; none for any value but the
/// default.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
internal abstract class RuleAttribute(string other, object[] values) : DeclarationAttribute
{
    /// <summary>Name of the other option.</summary>
    public readonly string Other = other;

    /// <summary>The values of the other option that the rule is about; empty for any value but the default.</summary>
    public readonly object[] Values = values;

    /// <summary>The values of the option itself that the rule is about; empty for all.</summary>
    public object[] When = [];

    /// <summary>Name of a third option that lifts the rule; null for none.</summary>
    public string? Unless;

    /// <summary>The values of <see cref="Unless"/> that lift the rule; empty for any value but the default.</summary>
    public object[] UnlessValues = [];

    /// <summary>
    /// True if only an option that the user gives is refused, because it has no effect. A preset or a record may hold
    /// any value.
    /// </summary>
    public bool OnlyGiven;
}

/// <summary>The option has an effect only if the other one has one of the values.</summary>
/// <inheritdoc cref="RuleAttribute(string, object[])" path="/param"/>
internal class OnlyWithAttribute(string other, params object[] values) : RuleAttribute(other, values)
{
    /// <summary>True if the rule is met when one of the rules of the option with this mark is.</summary>
    public bool Or;
}

/// <summary>The option has an effect only if the other one has one of the values of a table.</summary>
/// <typeparam name="TValues">The table.</typeparam>
/// <param name="other">Name of the other option.</param>
internal sealed class OnlyWithAttribute<TValues>(string other) : OnlyWithAttribute(other, TValues.Values)
    where TValues : IRuleValues;

/// <summary>The options contradict each other. If only one of them is given, it replaces that of a preset.</summary>
/// <inheritdoc cref="RuleAttribute(string, object[])" path="/param"/>
internal sealed class NotWithAttribute(string other, params object[] values) : RuleAttribute(other, values);

/// <summary>The option has an effect only with a value of the other one, which it sets.</summary>
/// <param name="other">Name of the other option.</param>
/// <param name="value">The value that it gets.</param>
internal sealed class ImpliesAttribute(string other, object value) : RuleAttribute(other, [value])
{
    /// <summary>
    /// True if the option does not change the value of a preset. The preset may then hold the option for other values,
    /// so only a given option is refused.
    /// </summary>
    public bool WithoutPreset;
}

/// <summary>A value that meets a condition sets the other option, unless that one is given or a rule excludes the
/// value.</summary>
/// <param name="other">Name of the other option.</param>
/// <param name="value">The value that it gets.</param>
internal abstract class SuggestsAttribute(string other, object value) : RuleAttribute(other, [value])
{
    internal abstract string Condition { get; }

    internal abstract bool Applies(object value);
}

/// <inheritdoc/>
/// <typeparam name="TCondition">The condition.</typeparam>
internal sealed class SuggestsAttribute<TCondition>(string other, object value) : SuggestsAttribute(other, value)
    where TCondition : IRuleCondition
{
    internal override string Condition => TCondition.Words;

    internal override bool Applies(object value) => TCondition.IsMet(value);
}

/// <summary>The option resets the other one to its default, unless both are given: a width replaces the height of a
/// preset.</summary>
/// <param name="other">Name of the other option.</param>
internal sealed class InsteadOfAttribute(string other) : RuleAttribute(other, []);

/// <summary>The values <see cref="RuleAttribute.When"/> need the other option.</summary>
/// <param name="other">Name of the other option.</param>
internal sealed class RequiresAttribute(string other) : RuleAttribute(other, []);

/// <summary>The value is at least that of the other option, if both have one, or the number of its values if it is a
/// list.</summary>
/// <param name="other">Name of the other option.</param>
internal sealed class AtLeastAttribute(string other) : RuleAttribute(other, [])
{
    /// <summary>True if the values must differ.</summary>
    public bool Above;
}

/// <summary>Declares that at least one of the options of a record must be given.</summary>
/// <param name="options">Names of the options.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AtLeastOneOfAttribute(params string[] options) : Attribute
{
    /// <summary>Names of the options.</summary>
    public IReadOnlyList<string> Options => options;
}

/// <summary>Declares rules that several options share.</summary>
/// <param name="rules">The rules.</param>
internal abstract class SharedRulesAttribute(params RuleAttribute[] rules) : DeclarationAttribute
{
    internal IReadOnlyList<RuleAttribute> Rules => rules;
}

/// <summary>Values that a rule is about, from a table.</summary>
internal interface IRuleValues
{
    /// <summary>The values.</summary>
    static abstract object[] Values { get; }
}

/// <summary>A condition on the value of an option.</summary>
internal interface IRuleCondition
{
    /// <summary>The values that meet the condition, in words.</summary>
    static abstract string Words { get; }

    /// <summary>Returns true if a value meets the condition.</summary>
    static abstract bool IsMet(object value);
}
