namespace Stylize.Engine.Operations;

/// <summary>The frame option, for operations whose options record does not declare one.</summary>
public sealed record FrameOptions : IOperationOptions
{
    /// <summary>The help of the option, wherever it is declared.</summary>
    internal const string Help = "Frame of an animation, or TIFF page, from 0, or first.";

    /// <summary>The help of an option that also takes <see cref="All"/>.</summary>
    internal const string HelpWithAll = "Frame of an animation, or TIFF page, from 0, first, or all.";

    /// <summary>The word for frame 0.</summary>
    internal const string First = "First";

    /// <summary>The word for each frame or page as an input of its own, with an output of its own.</summary>
    internal const string All = OptionValue.All;

    /// <summary>The number that stands for <see cref="All"/>.</summary>
    internal const int AllFrames = OptionValue.AllNumber;

    /// <summary>The default of operations that draw one picture of an animation.</summary>
    internal const string FirstOnly = "the first, with a warning for animations";

    /// <summary>The default of operations that measure.</summary>
    internal const string Refused = "first page of a TIFF; animations require it";

    /// <summary>Returns true if each frame of an input is an input of its own.</summary>
    internal static bool TakesAll(IOperation operation) =>
        OptionSet.ForRecord(operation.Options.GetType()).Find(nameof(Frame))?.Get(operation.Options) is AllFrames;

    [Option(Help, ValueName = "n", Min = 0, Words = [First], Default = Refused)]
    public int? Frame { get; init; }

    /// <inheritdoc/>
    public void Validate() => OptionSet.ForRecord<FrameOptions>().Check(this);
}
