namespace Stylize.Engine.Operations.Options;

/// <summary>Declares a property that is an options record itself: its options are options of the outer record.</summary>
/// <param name="prefix">What the names of the inner options begin with, in PascalCase; "" for nothing.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionGroupAttribute(string prefix) : DeclarationAttribute
{
    /// <summary>What the names of the inner options begin with.</summary>
    public string Prefix => prefix;
}
