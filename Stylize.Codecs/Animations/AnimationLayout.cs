namespace Stylize.Codecs.Animations;

/// <summary>Where the frames of an animation stand in its file, and how they are played.</summary>
/// <param name="LoopCount">How often the animation is played; 0 for ever.</param>
/// <param name="Frames">The frames in their order, one or more.</param>
internal sealed record AnimationLayout(int LoopCount, IReadOnlyList<CanvasFrame> Frames);
