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
