namespace Stylize.Engine.Drawings;

/// <summary>Options of an operation that draws on sheets.</summary>
internal interface IDrawingOptions
{
    /// <summary>The sheet; null for a drawing without one.</summary>
    PaperOptions? Paper { get; }
}
