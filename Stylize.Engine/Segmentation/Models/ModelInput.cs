namespace Stylize.Engine.Segmentation.Models;

/// <summary>The input of a model: the order of its sides, its element type, and its sides if they are fixed.</summary>
/// <param name="Axes">Order of the sides: N (1), C, H and W.</param>
/// <param name="Channels">The image in one channel, in the first of two, or repeated in three.</param>
/// <param name="Height">Height in pixels; null if any is allowed.</param>
/// <param name="Width">Width in pixels; null if any is allowed.</param>
internal sealed record ModelInput(string Axes, ElementType Type, int Channels, int? Height, int? Width)
{
    private const int MaxChannels = 3;
    private const int MaxSide = 8192;

    /// <summary>Bytes of an element.</summary>
    public int ElementSize => Type switch
    {
        ElementType.Float => sizeof(float),
        ElementType.Byte => sizeof(byte),
        _ => sizeof(ushort),
    };

    /// <summary>True if the input takes the samples of the image instead of numbers from 0 to 1.</summary>
    public bool TakesSamples => Type == ElementType.UInt16;

    /// <summary>Returns the input of a model.</summary>
    /// <exception cref="FormatException">It does not take one gray image; the message is the reason.</exception>
    public static ModelInput FromSession(OnnxSession session, ModelSettings settings)
    {
        if (session.Inputs is not [var slot])
        {
            throw new FormatException(Invariant($"it has {session.Inputs.Count} inputs instead of one image"));
        }

        if (slot.Type is not (ElementType.Float or ElementType.Half or ElementType.Byte or ElementType.UInt16))
        {
            throw new FormatException($"its input has elements of the type {slot.Type} instead of Float, Half, Byte or UInt16");
        }

        var axes = settings.Axes ?? Recognize(slot.Shape);
        if (axes.Length != slot.Shape.Count)
        {
            throw new FormatException($"its input {Shown(slot.Shape)} does not have the axes {axes}");
        }

        int? SideOf(char axis) => axes.IndexOf(axis) switch
        {
            < 0 => 1,
            var i when slot.Shape[i] < 0 => null,
            var i => slot.Shape[i] is > 0 and <= MaxSide ? (int)slot.Shape[i]
                : throw new FormatException(Invariant($"its input {Shown(slot.Shape)} has a side that is not from 1 to {MaxSide}")),
        };

        if (SideOf('N') is > 1)
        {
            throw new FormatException($"its input {Shown(slot.Shape)} takes several images at once");
        }

        return SideOf('C') is var channels and not > MaxChannels
            ? new ModelInput(axes, slot.Type, channels ?? 1, SideOf('H'), SideOf('W'))
            : throw new FormatException(Invariant($"its input {Shown(slot.Shape)} has more than {MaxChannels} channels"));
    }

    /// <summary>Returns the shape of the input for a tile.</summary>
    public long[] ShapeOf(int height, int width) =>
        [.. Axes.Select(axis => axis switch { 'H' => (long)height, 'W' => width, 'C' => Channels, _ => 1 })];

    /// <summary>Returns sides as text, with a question mark for those that are not fixed.</summary>
    public static string Shown(IEnumerable<long> shape) =>
        $"[{string.Join(", ", shape.Select(side => side < 0 ? "?" : side.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Recognize(IReadOnlyList<long> shape) => shape switch
    {
        [_, >= 1 and <= MaxChannels, _, _] => "NCHW",
        [_, _, _, >= 1 and <= MaxChannels] => "NHWC",
        [_, _, >= 1 and <= MaxChannels] => "HWC",
        [_, _, _] => "CHW",
        [_, _] => "HW",
        _ => throw new FormatException(
            $"the axes of its input {Shown(shape)} are unknown. State them in the file of the same name with {ModelSettings.Extension} "
            + "at the end, for example {\"axes\": \"NCHW\"}"),
    };
}
