namespace Stylize.Engine.Operations.Options;

/// <summary>
/// A record whose properties declare options with <see cref="OptionAttribute"/>. Trimming keeps the members of every
/// type that implements it, because <see cref="OptionSet"/> reads them by reflection.
/// </summary>
[DynamicallyAccessedMembers(Members)]
public interface IOptionRecord
{
    /// <summary>The members that <see cref="OptionSet"/> uses.</summary>
    internal const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicParameterlessConstructor
            | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.NonPublicFields;
}
