namespace Stylize.Engine.Operations.Options;

/// <summary>What <see cref="OptionAttribute"/> and <see cref="OptionGroupAttribute"/> have in common: one look at a property finds either.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class DeclarationAttribute : Attribute;
