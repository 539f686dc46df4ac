namespace Stylize.Codecs.Animations;

/// <summary>Positions of the frames in the file of an animation, and their playback.</summary>
/// <param name="LoopCount">Number of times the animation plays; 0 means forever.</param>
internal sealed record AnimationLayout(int LoopCount, IReadOnlyList<CanvasFrame> Frames);

/// <summary>The treatment of a frame's rectangle before the next frame is drawn.</summary>
internal enum FrameDisposal
{
    /// <summary>The pixels remain.</summary>
    Keep,

    /// <summary>The rectangle becomes transparent.</summary>
    Clear,

    Restore,
}

/// <summary>A frame of an animation as its file stores it.</summary>
/// <param name="Area">Rectangle of the canvas that it is drawn to.</param>
/// <param name="IsBlended">True if the frame is blended with the canvas, false if it replaces the rectangle.</param>
/// <param name="ToStill">Creates a still image file of the frame from the animation's stream.</param>
internal sealed record CanvasFrame(
    CanvasArea Area, int Milliseconds, FrameDisposal Disposal, bool IsBlended, Func<Stream, byte[]> ToStill);
