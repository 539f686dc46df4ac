using Stylize.Engine.IO;
using Stylize.Engine.Operations;
using Stylize.Engine.Runs.Runner;

namespace Stylize.Engine.Measuring;

/// <summary>An image and its reference as an item of a batch.</summary>
/// <param name="Input">The image; its source's name is a full path.</param>
/// <param name="Reference">The image to compare it with.</param>
public sealed record ComparisonItem(ImageInput Input, ImageInput Reference) : IBatchItem
{
    /// <summary>Full path of the image.</summary>
    public string Source => Input.Source.Name;

    /// <inheritdoc/>
    public void Check() => InputFile.Require(Source);

    /// <summary>Compares the two.</summary>
    /// <param name="frame">Frame from 0; null if the user did not name one.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <exception cref="StylizeException">One of them cannot be read, or their sizes differ (SizeMismatch).</exception>
    public ComparedImage Compare(int? frame, OperationContext context) =>
        new(Reference.Source.Name, FileComparison.Compare(Input, Reference, frame, context));
}
