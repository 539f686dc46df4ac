using RabbitMQ.Client.Exceptions;
using Stylize.Engine;

namespace Stylize.Workers.Broker;

/// <summary>What the client's library throws as the one expected kind of failure; names the broker and nobody's password.</summary>
internal static class BrokerFailure
{
    public static StylizeException From(BrokerAddress broker, Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case StylizeException known:
                    return known;
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return Failure(
                        broker, "does not let this user in", "Check user, password and the rights on the virtual host.", exception);
                case System.Security.Authentication.AuthenticationException:
                    return Failure(broker, $"has no trusted certificate: {inner.Message}",
                        "Check the host's name and the file that ca names.", exception);
                case OperationInterruptedException { ShutdownReason: { } reason }:
                    return Failure(broker, $"refused: {reason.ReplyText}", "Check the rights on the virtual host.", exception);
            }
        }

        return Failure(
            broker, $"does not answer: {Innermost(exception).Message}", "Check the address, and that the broker is running.", exception);
    }

    private static StylizeException Failure(BrokerAddress broker, string what, string advice, Exception inner) =>
        new(StylizeError.DependencyMissing, broker.Name, $"The broker '{broker.Name}' {what.TrimEnd('.')}.", advice, inner);

    private static Exception Innermost(Exception exception) => exception.InnerException is { } inner ? Innermost(inner) : exception;
}

/// <summary>Distinguishes a lost connection, which is opened again, from everything else, which must not be tried for ever.</summary>
internal static class BrokerLoss
{
    /// <summary>True for what is thrown when the connection or a channel has ended, or the broker no longer answers.</summary>
    /// <param name="isClosed">True if the connection had ended when the exception was caught, before this side closed it.</param>
    public static bool Is(bool isClosed, Exception exception) => exception switch
    {
        PublishException { IsReturn: true } => false,
        RabbitMQClientException or System.Net.Sockets.SocketException or IOException or TimeoutException => true,
        OperationCanceledException => true, // the client's own limit, or the end of the connection
        InvalidOperationException => isClosed, // used after its end
        _ => false,
    };

    /// <summary>True for a message that no queue takes, because the queue was deleted.</summary>
    public static bool IsMissingQueue(Exception exception) => exception is PublishException { IsReturn: true };
}
