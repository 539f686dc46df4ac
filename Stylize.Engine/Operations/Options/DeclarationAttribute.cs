namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Base of <see cref="OptionAttribute"/> and <see cref="OptionGroupAttribute"/>, so that one look at a property finds either.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class DeclarationAttribute : Attribute;
