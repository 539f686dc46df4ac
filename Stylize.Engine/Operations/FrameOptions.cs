using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Operations;

/// <summary>Which image of an input is taken, by an operation that has no options record with one of its own.</summary>
public sealed record FrameOptions : IOperationOptions
{
    /// <summary>What help says of it, wherever it is declared.</summary>
    internal const string Help = "Frame of an animation to take, or page of a TIFF; 0 is the first.";

    /// <summary>What happens without it, where nothing that moves can be made.</summary>
    internal const string Refused = "an animation is refused, and of a TIFF the first page taken";

    [Option(Help, ValueName = "n", Min = 0, Default = Refused)]
    public int? Frame { get; init; }

    /// <inheritdoc/>
    public void Validate() => OptionSet.Of<FrameOptions>().Check(this);
}
