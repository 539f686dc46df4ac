namespace Stylize.Engine.Operations;

/// <summary>
/// One thing that Stylize does to one input. Made with validated options; holds no state of a run, so that one instance serves
/// many inputs at once.
/// </summary>
public interface IOperation
{
    /// <summary>The operation's name as the command line spells it, such as "pixel-art".</summary>
    string Name { get; }

    /// <summary>The options of every run, validated. An operation with a typed property of this name implements this one explicitly.</summary>
    IOperationOptions Options { get; }

    /// <summary>What takes the place of the source's extension, such as ".pixelart.png".</summary>
    string TargetSuffix { get; }

    /// <summary>Peak bytes of a run, decoded input included, from the header alone; the batch runner admits files by it.</summary>
    long EstimateMemory(ImageInput input);

    /// <summary>Pixels that the time of a run grows with, from the header alone; those of the input unless the operation knows better.</summary>
    long EstimatePixels(ImageInput input) => input.Info.PixelCount;

    /// <summary>Does the work for one input. Called on any thread.</summary>
    /// <exception cref="StylizeException">The input is unreadable or cannot be processed.</exception>
    /// <exception cref="OperationCanceledException">Within a second of the context's token.</exception>
    IArtefact Run(ImageInput input, OperationContext context);
}
