namespace Stylize.Engine.Operations.Options;

/// <summary>Says of a type that reads itself what its values look like, for help and errors.</summary>
/// <param name="form">What a value is, in words that follow "it must be", such as "a length such as 10mm".</param>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Class)]
public sealed class ValueFormAttribute(string form) : Attribute
{
    /// <summary>What a value is.</summary>
    public string Form => form;
}
