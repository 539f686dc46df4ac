using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Gaussians.Editing;

/// <summary>What is done to a Gaussian image, in the order of the properties; at least one of them.</summary>
public sealed record GaussianEditOptions : IOperationOptions
{
    [Option("Move the picture by x pixels to the right and y down; the canvas stays.", ValueName = "x,y")]
    public PixelOffset? Move { get; init; }

    [Option("Stretch picture and canvas to a width; the height keeps the aspect.", Unit = "pixels", Min = 1, Max = GaussianModel.MaxSide)]
    public int? Width { get; init; }

    [Option("Stretch picture and canvas by a factor.", Unit = "factor", Above = 0, Max = 1000)]
    public double? Scale { get; init; }

    [Option("Turn the picture clockwise about its center; the canvas grows to hold it.", Unit = "degrees", Min = -360, Max = 360)]
    public double? Rotate { get; init; }

    [Option("Make a rectangle of pixels the canvas.", ValueName = "x,y,width,height")]
    public PixelRectangle? Crop { get; init; }

    [Option("Put the picture of another .g2d file on the canvas, which grows to hold both.")]
    public ImageSource? Join { get; init; }

    [Option("Where the upper left corner of the joined picture lies, in pixels.", ValueName = "x,y", Default = "0,0")]
    public PixelOffset? At { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<GaussianEditOptions>().Check(this);
        const string offset = "two numbers x,y from -1048576 to 1048576";
        if (Move is { IsValid: false }) throw StylizeException.Option(nameof(Move), Move, offset);
        if (At is { IsValid: false }) throw StylizeException.Option(nameof(At), At, offset);
        if (Crop is { IsValid: false })
        {
            throw StylizeException.Option(nameof(Crop), Crop, "whole numbers x,y,width,height, with a width and a height of 1 to 1048576");
        }

        if (Width is not null && Scale is not null) throw StylizeException.Together(nameof(Width), nameof(Scale));

        if (At is not null && Join is null)
        {
            throw Refusal(nameof(At), "{At} says where a joined picture lies, and {Join} is missing.", "Give {Join}, or leave out {At}.");
        }

        if (Move is null && Width is null && Scale is null && Rotate is null && Crop is null && Join is null)
        {
            throw Refusal(nameof(Move), "There is nothing to do.",
                "Give at least one of {Move}, {Width}, {Scale}, {Rotate}, {Crop} and {Join}.");
        }
    }

    private static StylizeException Refusal(string name, string message, string advice) =>
        new(StylizeError.OptionInvalid, name, message, advice);
}
